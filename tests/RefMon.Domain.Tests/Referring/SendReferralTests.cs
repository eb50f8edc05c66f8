using RefMon.Domain.Referring;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class SendReferralTests
{
    private static readonly SendReferral Complete = Samples.CompleteReferral;

    [Fact]
    public void A_complete_draft_becomes_one_complete_statement()
    {
        var decision = Send(Complete);

        var sent = Assert.IsType<ReferralSent>(Assert.Single(decision.Events));
        Assert.Equal(Given.MondayMorning, sent.At);
        Assert.Equal(Complete.Person, sent.Person);
        Assert.Equal(10, sent.MaximumEnforceableDays);
        Assert.Equal(Stage.Sent, Referral.Apply(null, sent).Stage);
    }

    [Fact]
    public void Sending_twice_is_refused_and_shows_the_referral()
    {
        var existing = Given.ASentReferral().Referral;

        var refusal = Refused("already-sent", SendReferral.Decide(existing, Complete, true, true, Given.MondayMorning));

        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        Assert.Contains("AC2673AC", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_contract_is_refused() =>
        Refused("contract-closed", SendReferral.Decide(null, Complete, false, true, Given.MondayMorning));

    [Fact]
    public void A_person_the_sender_may_not_see_looks_like_one_who_does_not_exist()
    {
        var refusal = Refused(
            "person-not-found",
            SendReferral.Decide(null, Complete, true, false, Given.MondayMorning)
        );
        Assert.Equal(RefusalKind.NotFound, refusal.Kind);
    }

    public static TheoryData<string, SendReferral> Incomplete =>
        new()
        {
            { "kind", Complete with { Kind = null } },
            { "person", Complete with { Person = null } },
            { "practitioner", Complete with { Practitioner = null } },
            {
                "practitionerPdu",
                Complete with
                {
                    Practitioner = Complete.Practitioner! with { Pdu = new SourcedValue(" ", null) },
                }
            },
            { "custody", Complete with { Custody = Samples.Custody } },
            { "prison", Samples.PreReleaseReferral with { Custody = null } },
            {
                "releaseDate",
                Samples.PreReleaseReferral with
                {
                    Custody = Samples.Custody with { ReleaseDate = null },
                }
            },
            {
                "releaseDate",
                Samples.PreReleaseReferral with
                {
                    Custody = Samples.Custody with { ReleaseDate = new DateOnly(2026, 11, 1) },
                }
            },
            { "risk", Complete with { Risk = null } },
            { "risk", Complete with { Risk = Samples.Risk() with { Acknowledged = false } } },
            { "safeContact", Complete with { SafeContact = null } },
            { "needs", Complete with { Needs = null } },
            { "interpreterLanguage", Complete with { Needs = Complete.Needs! with { NeedsInterpreter = true } } },
            { "whenUnavailable", Complete with { Needs = Complete.Needs! with { HasResponsibilities = true } } },
            { "sentence", Complete with { Sentence = null } },
            { "categories", Complete with { Categories = [] } },
            { "outcomes", Complete with { Categories = [Complete.Categories[0] with { Outcomes = [] }] } },
            { "complexity", Complete with { Categories = [Complete.Categories[0] with { Complexity = null }] } },
            { "maximumEnforceableDays", Complete with { MaximumEnforceableDays = null } },
            { "maximumEnforceableDays", Complete with { MaximumEnforceableDays = 0 } },
            { "maximumEnforceableDays", Complete with { MaximumEnforceableDays = 41 } },
            { "completionDate", Complete with { CompletionDate = null } },
            { "completionDate", Complete with { CompletionDate = new DateOnly(2026, 11, 1) } },
            { "reasonForReferral", Complete with { ReasonForReferral = "  " } },
        };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void Each_missing_answer_is_named(string field, SendReferral command)
    {
        var refusal = Refused("incomplete", Send(command));
        Assert.Contains(refusal.Items, item => item.Field == field);
    }

    [Fact]
    public void Everything_missing_is_listed_at_once()
    {
        var refusal = Refused(
            "incomplete",
            Send(Complete with { Sentence = null, Risk = null, Person = null, CompletionDate = null })
        );
        Assert.Equal(["person", "risk", "sentence", "completionDate"], refusal.Items.Select(i => i.Field));
    }

    [Theory]
    [InlineData(ReferralKind.UnallocatedReleasing)]
    [InlineData(ReferralKind.UnallocatedStaying)]
    public void Without_an_allocated_practitioner_a_contact_with_role_and_email_is_enough(ReferralKind kind)
    {
        var contact = Complete.Practitioner! with { Role = "Prison offender manager", Pdu = SourcedValue.Unknown };
        var command = Complete with { Kind = kind, Custody = Samples.Custody, Practitioner = contact };

        Assert.False(Send(command).IsRefused);
        Assert.Contains(
            Refused("incomplete", Send(command with { Practitioner = contact with { Role = null } })).Items,
            i => i.Field == "practitionerRole"
        );
        Assert.Contains(
            Refused(
                "incomplete",
                Send(command with { Practitioner = contact with { Email = SourcedValue.Unknown } })
            ).Items,
            i => i.Field == "practitionerEmail"
        );
    }

    [Fact]
    public void Someone_staying_in_custody_needs_a_prison_only()
    {
        var custody = new CustodyStatement("LEI", "Leeds", null, null, null, null, null, null);
        var contact = Complete.Practitioner! with { Role = "Prison offender manager" };
        var staying = Complete with
        {
            Kind = ReferralKind.UnallocatedStaying,
            Custody = custody,
            Practitioner = contact,
        };

        Assert.False(Send(staying).IsRefused);
        Assert.Equal(
            ["releaseDate", "expectedOffice"],
            Refused("incomplete", Send(staying with { Kind = ReferralKind.UnallocatedReleasing }))
                .Items.Select(i => i.Field)
        );
    }

    [Fact]
    public void Both_halves_of_an_either_or_answer_are_never_sent()
    {
        var pre = Samples.PreReleaseReferral;
        var both = pre.Custody! with { ReleaseDateUnknownReason = "Parole", ExpectedOfficeUnknownReason = "Moving" };
        var contact = pre.Practitioner! with { Establishment = "Leeds", Office = new("Leeds office", null) };

        Assert.Equal(["releaseDate", "expectedOffice"], Fields(pre with { Custody = both }));
        Assert.Equal(["practitionerPlace"], Fields(pre with { Practitioner = contact }));
        Assert.Equal(["urgency"], Fields(pre with { Urgency = new(UrgencyReason.Other, " ") }));
        Assert.Equal(["urgency"], Fields(Complete with { Urgency = new(UrgencyReason.ReleaseSoon, null) }));
        Assert.False(Send(pre with { Urgency = new(UrgencyReason.ReleaseSoon, null) }).IsRefused);

        static IEnumerable<string?> Fields(SendReferral command) =>
            Refused("incomplete", Send(command)).Items.Select(item => item.Field);
    }

    [Fact]
    public void A_typed_value_stands_before_ndelius_unless_blank()
    {
        Assert.Equal("typed", new SourcedValue("typed", "known").Shown());
        Assert.Equal("known", new SourcedValue("", "known").Shown());
        Assert.Null(new SourcedValue(" ", "").Shown());
    }

    private static Decision Send(SendReferral command) =>
        SendReferral.Decide(null, command, isContractOpen: true, isPersonVisible: true, Given.MondayMorning);
}
