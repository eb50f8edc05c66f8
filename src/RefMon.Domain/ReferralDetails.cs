using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain;

/// <summary>
/// Everything the details page shows, long texts included: the statement as sent and as it stands after amendments,
/// transfers, newer risk information and neighbours' news. <paramref name="Released"/> is null while the person is held, and for
/// who was never held since. A pure fold of the referral's events.
/// </summary>
public sealed record ReferralDetails(ReferralSent AsSent, ReferralSent Now, ReleaseStatement? Released = null)
{
    /// <summary>The details after all of these events, the first of which is the sending; null when there are none.</summary>
    public static ReferralDetails? Fold(IEnumerable<IReferralEvent> events) =>
        events.Aggregate((ReferralDetails?)null, (state, e) => Apply(state, e));

    /// <summary>The details after one more event; events that change nothing shown here are passed over.</summary>
    public static ReferralDetails Apply(ReferralDetails? state, IReferralEvent e) =>
        (state, e) switch
        {
            (null, ReferralSent sent) => new ReferralDetails(sent, sent),
            (null, _) => throw new InvalidOperationException("A referral begins with its sending."),
            (_, ReferralSent) => throw new InvalidOperationException("A referral is sent once."),
            _ => new(state.AsSent, Changed(state.Now, e), After(state, e)),
        };

    // where somebody is expected is needed most on the day they walk out
    private static ReleaseStatement? After(ReferralDetails before, IReferralEvent e) =>
        e switch
        {
            ReleaseReported x => new(
                x.ReleasedOn,
                before.Now.Custody is { } held ? held.ExpectedOffice : before.Released?.ExpectedOffice,
                before.Now.Custody is { } was
                    ? was.ExpectedOfficeUnknownReason
                    : before.Released?.ExpectedOfficeUnknownReason
            ),
            CustodyReported or CustodyAmended => null,
            _ => before.Released,
        };

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ReferralDetails)} {Now.Reference}";

    private static ReferralSent Changed(ReferralSent now, IReferralEvent e) =>
        e switch
        {
            TransferAccepted x => now with { Service = x.To },
            RiskShared x => now with { Risk = x.Risk },
            SafeContactAmended x => now with { SafeContact = x.Now },
            TextAmended x => Changed(now, x),
            ComplexityLevelAmended x => now with { Categories = Amending.Apply(now.Categories, x) },
            DesiredOutcomesAmended x => now with { Categories = Amending.Apply(now.Categories, x) },
            CompletionDateAmended x => now with { CompletionDate = x.Now },
            MaximumEnforceableDaysAmended x => now with { MaximumEnforceableDays = x.Now },
            InterpreterAmended x => now with
            {
                Needs = now.Needs with { NeedsInterpreter = x.Needed, InterpreterLanguage = x.Language },
            },
            ResponsibilitiesAmended x => now with
            {
                Needs = now.Needs with { HasResponsibilities = x.Has, WhenUnavailable = x.WhenUnavailable },
            },
            CustodyAmended x => now with { Custody = x.Now },
            PractitionerReported x => now with { Practitioner = NeighbourNews.Apply(now.Practitioner, x) },
            CustodyReported x => now with { Custody = x.Custody },
            ReleaseReported => now with { Custody = null, Urgency = NeighbourNews.AfterRelease(now.Urgency) },
            PersonNameReported x => now with
            {
                Person = now.Person with { FirstName = x.FirstName, LastName = x.LastName },
            },
            PersonDetailsReported x => now with { Person = x.Details.In(now.Person) },
            IdentifiersReported x => now with { Person = now.Person with { Crn = x.Crn, NomsNumber = x.NomsNumber } },
            PersonRecordsMerged x => now with { Person = now.Person with { Id = x.PersonId, Crn = x.SurvivingCrn } },
            _ => now,
        };

    private static ReferralSent Changed(ReferralSent now, TextAmended e) =>
        e.Field switch
        {
            AmendableText.ReasonForReferral => now with { ReasonForReferral = e.Now ?? "" },
            AmendableText.FurtherInformation => now with { FurtherInformation = e.Now },
            AmendableText.AccessibilityNeeds => now with { Needs = now.Needs with { AccessibilityNeeds = e.Now } },
            AmendableText.AdditionalInformation => now with
            {
                Needs = now.Needs with { AdditionalInformation = e.Now },
            },
            AmendableText.PractitionerName
            or AmendableText.PractitionerEmail
            or AmendableText.PractitionerPhone
            or AmendableText.TeamPhone
            or AmendableText.PractitionerOffice => now with
            {
                Practitioner = Amending.Apply(now.Practitioner, e),
            },
        };
}

/// <summary>
/// The person was released on this London date. The office, or why it is not known, is what was said while they were held; both
/// are null where nobody was asked.
/// </summary>
public sealed record ReleaseStatement(DateOnly On, string? ExpectedOffice, string? ExpectedOfficeUnknownReason);
