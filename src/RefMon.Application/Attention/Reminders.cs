namespace RefMon.Application.Attention;

/// <summary>Whom a workflow asks to be told. Who that is at the moment, <see cref="NotificationPolicy"/> decides.</summary>
public enum ReminderRole
{
    /// <summary>Whoever works with the person; before anybody does, the supplier's mailbox and leads.</summary>
    Supplier,

    /// <summary>The supplier's team leads of the contract; the mailbox when there is none.</summary>
    SupplierLeads,

    /// <summary>The probation practitioner.</summary>
    Practitioner,

    /// <summary>The leads of the practitioner's team.</summary>
    PractitionerLeads,

    /// <summary>The leads of both sides.</summary>
    BothLeads,

    /// <summary>Supplier and practitioner.</summary>
    BothSides,

    /// <summary>Whoever writes the draft.</summary>
    DraftAuthor,
}

/// <summary>What a reminder is about; each has a template of its own at GOV.UK Notify.</summary>
public enum ReminderKind
{
    /// <summary>A caseworker must be named soon.</summary>
    CaseworkerDueSoon,

    /// <summary>A caseworker must be named today.</summary>
    CaseworkerDueToday,

    /// <summary>No caseworker was named in time.</summary>
    CaseworkerLate,

    /// <summary>The assessment must be held soon.</summary>
    AssessmentDueSoon,

    /// <summary>The assessment must be held today.</summary>
    AssessmentDueToday,

    /// <summary>The assessment was not held in time.</summary>
    AssessmentLate,

    /// <summary>The assessment did not take place as booked: book it again.</summary>
    AssessmentToBookAgain,

    /// <summary>The action plan must be submitted soon.</summary>
    PlanDueSoon,

    /// <summary>The action plan must be submitted today.</summary>
    PlanDueToday,

    /// <summary>The action plan was not submitted in time.</summary>
    PlanLate,

    /// <summary>The time to object to the plan ends tomorrow.</summary>
    PlanObjectionEnds,

    /// <summary>An appointment was today: say what happened.</summary>
    OutcomeToRecord,

    /// <summary>Nobody has said what happened at an appointment.</summary>
    OutcomeLate,

    /// <summary>The service is to be completed soon.</summary>
    CompletionNear,

    /// <summary>The completion date has passed: amend it or ask for an end.</summary>
    CompletionPassed,

    /// <summary>The release date is to be confirmed.</summary>
    ReleaseToConfirm,

    /// <summary>The release date was not confirmed in time.</summary>
    ReleaseNotConfirmed,

    /// <summary>The person has been released: name the community practitioner.</summary>
    PersonReleased,

    /// <summary>The risk information is to be read and confirmed.</summary>
    RiskToAcknowledge,

    /// <summary>Nobody has confirmed reading the risk information.</summary>
    RiskNotAcknowledged,

    /// <summary>The sources of the risk information say something newer than was shared.</summary>
    RiskSourceNewer,

    /// <summary>The end-of-service report must be submitted soon.</summary>
    ReportDueSoon,

    /// <summary>The end-of-service report must be submitted today.</summary>
    ReportDueToday,

    /// <summary>The report was not submitted in time; it can be concluded without one.</summary>
    ReportLate,

    /// <summary>Work has been paused for a week more: is it to go on?</summary>
    PauseToReview,

    /// <summary>The day on which work was expected to go on.</summary>
    PauseEnds,

    /// <summary>A draft that nobody works on will be deleted.</summary>
    DraftEndsSoon,
}
