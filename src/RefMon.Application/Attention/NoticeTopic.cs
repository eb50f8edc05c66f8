namespace RefMon.Application.Attention;

/// <summary>The kinds of notice as people choose between them.</summary>
public enum NoticeTopic
{
    /// <summary>Risk, safety and where the person is: urgent, and always sent.</summary>
    Safety,

    /// <summary>Cases that become the reader's, or may.</summary>
    NewWork,

    /// <summary>Who works on a case.</summary>
    People,

    /// <summary>Appointments.</summary>
    Appointments,

    /// <summary>Action plans and reports.</summary>
    PlansAndReports,

    /// <summary>Details of a referral that were changed.</summary>
    Details,

    /// <summary>Notes of the other side.</summary>
    Notes,

    /// <summary>Pauses and endings.</summary>
    Endings,

    /// <summary>Reminders of what is due or late.</summary>
    Deadlines,
}

/// <summary>Where a notice or an item leads.</summary>
public enum AttentionPage
{
    /// <summary>The referral's overview.</summary>
    Overview,

    /// <summary>Its details.</summary>
    Details,

    /// <summary>Its risk information.</summary>
    Risk,

    /// <summary>Its action plan.</summary>
    Plan,

    /// <summary>Its appointments.</summary>
    Appointments,

    /// <summary>Its notes.</summary>
    Notes,

    /// <summary>Its end-of-service report.</summary>
    Report,

    /// <summary>The concluded cases, with those that were recalled.</summary>
    ConcludedCases,

    /// <summary>The transfers that wait.</summary>
    Transfers,

    /// <summary>What was handed over.</summary>
    HandedOver,

    /// <summary>The reader's drafts.</summary>
    Drafts,
}

/// <summary>
/// What is the same for all notices of one kind: its code, which is its template's name at GOV.UK Notify, what it is called on screen and in
/// summaries, and where it leads. Urgent ones leave at once, always.
/// </summary>
public sealed record NoticeType(string Code, NoticeTopic Topic, AttentionPage Page, string Words)
{
    /// <summary>The e-mail is sent at once, whatever its reader prefers, and goes to the team lead when nobody reads it.</summary>
    public bool IsUrgent => Topic is NoticeTopic.Safety;

    /// <summary>Asked for by a workflow, and not the consequence of an event.</summary>
    public bool IsReminder { get; init; }
}
