using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using Xunit;
using ApplicationLevel = RefMon.Application.RiskScreen.RoshLevel;
using RoshLevel = RefMon.Domain.RiskScreen.RoshLevel;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed partial class PractitionerAndRiskTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    [Fact]
    public async Task Confirming_keeps_following_nDelius_and_an_override_stands_beside_it()
    {
        var draft = await world.Start();

        await world.Get(await world.Practitioner(draft) with { Phone = "+44 20 7946 0999", TeamPhone = "  " });

        var page = await world.Get(new GetPractitionerDetails(draft));
        Assert.True(page.Confirmed);
        Assert.Equal(new PractitionerDetail("Pat Officer", "Pat Officer", false), page.Name);
        Assert.Equal(new PractitionerDetail("+44 20 7946 0999", "020 7946 0001", true), page.Phone);
        Assert.Equal(new PractitionerDetail(null, "020 7946 0002", true), page.TeamPhone);
        Assert.Equal("Joan Sender", page.BackUp!.Name);
    }

    [Fact]
    public async Task The_practitioner_needs_no_back_up_contact_of_themselves()
    {
        var person = world.NewPerson();
        person.Officer = person.Officer with { Username = "JOAN.SENDER" };

        Assert.Null((await world.Get(new GetPractitionerDetails(await world.Start(person)))).BackUp);
    }

    [Theory]
    [InlineData("02079460001 ", false)]
    [InlineData("+44 (0)20 7946-0001", false)]
    [InlineData("0044 20 7946 0001", false)]
    [InlineData("020 7946 0001 ext 2", true)]
    [InlineData("020 7946 0003", true)]
    public async Task A_number_that_nDelius_has_is_not_entered_here_however_it_is_written(string typed, bool isEntered)
    {
        var draft = await world.Start();
        await world.Get(await world.Practitioner(draft) with { Phone = typed });
        Assert.Equal(isEntered, (await world.Get(new GetPractitionerDetails(draft))).Phone.Overridden);
    }

    [Fact]
    public async Task Every_wrong_detail_is_named_at_once()
    {
        var draft = await world.Start();

        var outcome = await world.Send(
            await world.Practitioner(draft) with
            {
                Name = "\u00a0",
                Email = "someone@example.com",
                Phone = "soon",
                Pdu = "",
                Office = "Nowhere office",
                TeamPhone = "12",
            }
        );

        Assert.Equal(
            [
                ("Name", "answer-missing"),
                ("Email", "email-not-government"),
                ("Phone", "phone-format"),
                ("Pdu", "answer-missing"),
                ("Office", "not-in-list"),
                ("TeamPhone", "phone-format"),
            ],
            outcome.Refusals.Select(r => (r.Field!, r.Code))
        );
    }

    [Fact]
    public async Task A_name_missing_in_nDelius_can_be_entered_and_its_odd_values_are_accepted_as_they_are()
    {
        var person = world.NewPerson();
        person.Officer = person.Officer with { Name = null, Email = "not government@", Phone = "ask the team" };
        var draft = await world.Start(person);

        Assert.Equal("Name", (await world.Send(await world.Practitioner(draft))).Refusal!.Field);
        await world.Get(await world.Practitioner(draft) with { Name = "Robin Typed" });

        Assert.Equal("Robin Typed", (await world.Get(new GetPractitionerDetails(draft))).Name.Value);
    }

    [Fact]
    public async Task A_new_practitioner_in_nDelius_must_be_confirmed()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        var stale = await world.Practitioner(draft);
        await world.Get(stale);
        person.Officer = person.Officer with { Name = "New Officer" };
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(20);

        Assert.False((await world.Get(new GetPractitionerDetails(draft))).Confirmed);
        Assert.Equal(
            "practitioner-changed",
            (await world.Send(stale with { CommandId = Guid.NewGuid() })).Refusal!.Code
        );
        world.Clock.Now = now;
    }

    [Fact]
    public async Task An_unknown_risk_level_is_never_shown_as_low()
    {
        var person = world.NewPerson();
        person.Risk = person.Risk! with { Levels = [new("Children", null)] };
        var none = world.NewPerson();
        none.Risk = null;

        var page = await world.Get(new GetRiskInformation(await world.Start(person)));
        var never = await world.Get(new GetRiskInformation(await world.Start(none)));

        Assert.Equal(RoshLevel.Unknown, page.Basis.Overall);
        Assert.Equal(RoshLevel.Unknown, Assert.Single(page.Basis.Groups).Level);
        Assert.Equal(new DateOnly(2026, 5, 1), page.Basis.AssessedOn);
        Assert.Equal(
            (RiskAvailability.NeverAssessed, RoshLevel.Unknown),
            (never.Basis.Availability, never.Basis.Overall)
        );
    }

    [Theory]
    [InlineData(ApplicationLevel.Low, "Low for those assessed; unknown for Public and Staff")]
    [InlineData(ApplicationLevel.Medium, "Medium for those assessed; unknown for Public and Staff")]
    [InlineData(ApplicationLevel.High, "High")]
    public async Task A_level_that_would_calm_stands_only_when_nobodys_is_unknown(ApplicationLevel known, string words)
    {
        var person = world.NewPerson();
        person.Risk = person.Risk! with { Levels = [new("Children", known), new("Public", null), new("Staff", null)] };
        var draft = await world.CompleteDraft(person: person);

        var row = (await world.Get(new GetCheckAnswers(draft))).Cards.Single(card => card.Slug == "risk").Rows[0];
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.Equal([words], row.Values);
        Assert.Equal(known is ApplicationLevel.High ? RoshLevel.High : RoshLevel.Unknown, sent.Risk.Overall);
        // an event from before this was so: its groups say what its level does not
        var before = OverallRisk.Of(known is ApplicationLevel.High ? RoshLevel.High : RoshLevel.Low, sent.Risk.Groups);
        Assert.Equal(sent.Risk.Overall, before.Level);
    }

    [Fact]
    public async Task Risk_must_be_chosen_and_acknowledged_either_way()
    {
        var draft = await world.Start();

        Assert.Equal(
            ["Choice", "Acknowledged"],
            (await world.Send(await world.Risk(draft, null, acknowledged: false))).Refusals.Select(r => r.Field)
        );
        foreach (var choice in (string[])["as-is", "edit"])
            Assert.Equal(
                ["Acknowledged"],
                (await world.Send(await world.Risk(draft, choice, acknowledged: false))).Refusals.Select(r => r.Field)
            );
    }

    [Fact]
    public async Task Sharing_as_it_is_after_editing_keeps_the_additional_information_and_shares_the_original()
    {
        var draft = await world.CompleteDraft();
        await world.Get(
            await world.Risk(draft, "edit") with
            {
                WhoIsAtRisk = "A safer wording",
                SelfHarm = " ",
                AdditionalInformation = "Meet in daylight",
            }
        );
        var edited = await world.Get(new GetRiskInformation(draft));
        Assert.Equal("A safer wording", edited.Edits.WhoIsAtRisk);
        Assert.Equal("Known adults", edited.Basis.Originals.WhoIsAtRisk);

        await world.Get(await world.Risk(draft, "as-is"));

        var page = await world.Get(new GetRiskInformation(draft));
        Assert.Equal(("as-is", "Meet in daylight"), (page.Choice, page.AdditionalInformation));
        var check = (await world.Get(new GetCheckAnswers(draft))).Cards.Single(card => card.Slug == "risk");
        Assert.Equal(
            ["A safer wording"],
            check.Rows.Single(row => row.Label == "Who is at risk: your wording, not shared").Values
        );
        Assert.Equal(["Known adults"], check.Rows.Single(row => row.Label == "Who is at risk").Values);
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal("Known adults", sent.Risk.Texts.WhoIsAtRisk);
        Assert.Equal("Meet in daylight", sent.Risk.Texts.AdditionalInformation);
        Assert.False(sent.Risk.Edited);
        Assert.DoesNotContain("old text", sent.Risk.Texts.SelfHarm!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wording_typed_beside_sharing_as_it_is_waits_and_is_not_shared()
    {
        var draft = await world.CompleteDraft();
        await world.Get(
            await world.Risk(draft, "as-is") with
            {
                CommandId = Guid.NewGuid(),
                WhoIsAtRisk = "A safer wording",
                NatureOfRisk = " ",
            }
        );

        var page = await world.Get(new GetRiskInformation(draft));
        Assert.Equal(
            ("as-is", "A safer wording", "Harm when drunk"),
            (page.Choice, page.Edits.WhoIsAtRisk, page.Edits.NatureOfRisk)
        );
        Assert.Empty(page.ChangedSinceEdited);
        var check = (await world.Get(new GetCheckAnswers(draft))).Cards.Single(card => card.Slug == "risk");
        Assert.Equal(
            ["A safer wording"],
            check.Rows.Single(row => row.Label == "Who is at risk: your wording, not shared").Values
        );
        // saved again as it stands it waits still
        await world.Get(await world.Risk(draft, "as-is"));
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal(("Known adults", false), (sent.Risk.Texts.WhoIsAtRisk, sent.Risk.Edited));
    }

    [Fact]
    public async Task An_assessment_that_is_not_shown_to_RefMon_keeps_nobody_from_being_referred_and_is_never_low()
    {
        var person = world.NewPerson();
        world.Risks.Withheld.Add(person.Crn);
        var draft = await world.CompleteDraft(person: person);

        var page = await world.Get(new GetRiskInformation(draft));
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.Equal((RiskAvailability.Withheld, RoshLevel.Unknown), (page.Basis.Availability, page.Basis.Overall));
        Assert.Equal((RoshLevel.Unknown, null), (sent.Risk.Overall, sent.Risk.AssessedOn));
        Assert.NotNull(sent.Risk.SourceMark);
    }

    [Fact]
    public async Task Edited_risk_is_what_the_supplier_gets()
    {
        var draft = await world.CompleteDraft();
        await world.Get(await world.Risk(draft, "edit") with { NatureOfRisk = "Softer words", Suicide = "" });

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.True(sent.Risk is { Edited: true, Acknowledged: true });
        Assert.Equal("Softer words", sent.Risk.Texts.NatureOfRisk);
        Assert.Equal("Known adults", sent.Risk.Texts.WhoIsAtRisk);
        Assert.Null(sent.Risk.Texts.Suicide);
        Assert.Equal(new DateOnly(2026, 5, 1), sent.Risk.AssessedOn);
        Assert.Equal(RoshLevel.Unknown, sent.Risk.Overall);
        Assert.Equal(
            new RiskScore(RiskScoreKind.SeriousReoffending, RoshLevel.Medium, 4.2m, new(2026, 5, 1)),
            Assert.Single(sent.Risk.Scores!)
        );
        Assert.Empty(sent.Risk.Registrations!);
        Assert.Equal(new RiskSources(world.Clock.Now, world.Clock.Now, world.Clock.Now), sent.Risk.Sources);
    }

    [Fact]
    public async Task What_is_previewed_is_what_is_sent_and_a_registration_left_out_is_not_in_it()
    {
        var person = world.NewPerson();
        RiskRegistration stalking = new(
            "STLK",
            "Stalking",
            "Public protection",
            RegistrationKind.Stalking,
            new(2026, 10, 1),
            null
        );
        var weapons = stalking with { Code = "WEAP", Description = "Weapons", Kind = RegistrationKind.Other };
        person.Registrations = [stalking, weapons];
        var draft = await world.CompleteDraft(person: person);
        var form = await world.Risk(draft, "edit") with
        {
            WhoIsAtRisk = "Nobody by name\r\n",
            LeftOut = [RiskWording.KeysOf([weapons])[0], "NOT.THEIRS"],
        };
        await world.Get(form);
        var page = await world.Get(new GetRiskInformation(draft));
        Assert.Equal([RiskWording.KeysOf([weapons])[0]], page.LeftOut);
        var preview = page.Basis.Share(default, new(true, page.Edits, page.LeftOut), true);
        var check = await world.Get(new GetCheckAnswers(draft));

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.True(sent.Risk.SaysTheSameAs(preview));
        Assert.True(sent.Risk is { Edited: true });
        Assert.Equal([stalking], sent.Risk.Registrations);
        var rows = check.Cards.Single(card => card.Slug == "risk").Rows;
        var registrations = Assert.Single(rows, row => row.Label == "Registrations and alerts");
        Assert.Equal(["Stalking, since 1 October 2026"], registrations.Values);
        Assert.Equal("Left out: Weapons", registrations.Note);
        Assert.Contains(rows, row => row.Label == "Scores" && row.Values[0].Contains("4.2%", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silent_register_is_not_known_and_does_not_hold_the_draft_up_until_it_answers()
    {
        var person = world.NewPerson();
        person.Registrations =
        [
            new("ADVP", "Domestic abuse", "Register", RegistrationKind.DomesticAbusePerpetrator, new(2026, 1, 1), null),
        ];
        world.Registers.Fault = NeighbourFault.Down;
        var draft = await world.CompleteDraft(person: person);
        var silent = await world.Get(new GetRiskInformation(draft));
        var check = await world.Get(new GetCheckAnswers(draft));
        world.Registers.Fault = null;

        Assert.Null(silent.Basis.Sources.RegistrationsReadAt);
        Assert.True(silent.Acknowledged);
        Assert.Empty(check.Problems);
        Assert.StartsWith(
            "Not known",
            Assert.Single(check.Cards.SelectMany(c => c.Rows), row => row.Label == "Registrations and alerts").Values[
                0
            ],
            StringComparison.Ordinal
        );
        // it answers again: what it says was not confirmed, and must be before the referral goes
        Assert.Equal("risk", (await world.Send(new SendReferral(draft, Guid.NewGuid()))).Refusal!.Field);
        Assert.False((await world.Get(new GetRiskInformation(draft))).Acknowledged);
        await world.Get(await world.Risk(draft, "as-is"));
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.NotNull(sent.Risk.SourceMark);
        Assert.Single(sent.Risk.Registrations!);
    }

    [Fact]
    public async Task A_silent_assessment_keeps_the_draft_and_can_be_tried_again()
    {
        world.Risks.Fault = NeighbourFault.Slow;
        var draft = await world.Start();
        var silent = await world.Get(new GetRiskInformation(draft));
        var refused = await world.Send(await world.Risk(draft, "as-is"));
        world.Risks.Fault = null;

        Assert.Equal(RiskAvailability.Unavailable, silent.Basis.Availability);
        Assert.Equal("neighbour-unavailable", refused.Refusal!.Code);
        await world.Get(await world.Risk(draft, "as-is"));
        Assert.True((await world.Get(new GetRiskInformation(draft))).Acknowledged);
    }

    [Fact]
    public async Task An_edited_text_whose_original_has_changed_since_is_named()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        await world.Get(
            await world.Risk(draft, "edit") with
            {
                WhoIsAtRisk = "In my words",
                NatureOfRisk = "Mine too",
            }
        );
        Assert.Empty((await world.Get(new GetRiskInformation(draft))).ChangedSinceEdited);
        person.Risk = person.Risk! with { NatureOfRisk = "Worse than before", RiskImminence = "Always" };
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(20);

        var page = await world.Get(new GetRiskInformation(draft));

        Assert.Equal(["NatureOfRisk"], page.ChangedSinceEdited);
        Assert.Equal(
            ("In my words", "Mine too", "Always"),
            (page.Edits.WhoIsAtRisk, page.Edits.NatureOfRisk, page.Edits.RiskImminence)
        );
        await world.Get(await world.Risk(draft, "edit"));
        Assert.Empty((await world.Get(new GetRiskInformation(draft))).ChangedSinceEdited);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task Safe_contact_is_asked_of_everyone_and_nothing_to_say_is_an_answer()
    {
        var draft = await world.CompleteDraft();
        await world.Get(
            await world.SafeContact(draft, "yes") with
            {
                SafeTimes = "Mornings\r\nonly",
                StaffSafety = "\u200b \n",
            }
        );
        var blank = await world.SafeContact(draft, "yes") with { SafeTimes = " ", SafeWays = "\u00a0" };
        Assert.Equal(("SafeTimes", "answer-missing"), Named((await world.Send(blank)).Refusal!));
        var unanswered = blank with { CommandId = Guid.NewGuid(), HasSomething = null };
        Assert.Equal(("HasSomething", "answer-missing"), Named((await world.Send(unanswered)).Refusal!));
        var rows = (await world.Get(new GetCheckAnswers(draft))).Cards.Single(c => c.Slug == "safe-contact").Rows;
        Assert.Equal(5, rows.Count);

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        Assert.Equal(new SafeContactStatement("Mornings\nonly", null, null, null, null), sent.SafeContact);
        var other = await world.CompleteDraft();
        Assert.Equal(
            SafeContactStatement.NothingToSay,
            (await world.Sent(await world.Get(new SendReferral(other, Guid.NewGuid())))).SafeContact
        );

        static (string?, string) Named(RefMon.Domain.Refusal refusal) => (refusal.Field, refusal.Code);
    }

    [Fact]
    public async Task A_card_has_room_for_what_is_essential_and_what_was_longer_is_shortened_before_it_is_sent()
    {
        var draft = await world.CompleteDraft();
        var longest = await world.SafeContact(draft, "yes") with { SafeTimes = new string('x', 2_000) };
        await world.Get(longest);
        var tooLong = await world.SafeContact(draft, "yes") with { SafeWays = new string('x', 12_000) };
        var refusal = (await world.Send(tooLong)).Refusal!;
        Assert.Equal(
            ("SafeWays", "Safe ways must be 2,000 characters or fewer. Take out 10,000 or more"),
            (refusal.Field, refusal.Message)
        );

        // one saved when there was room for more
        await world.Ask<long>(
            $"""
            with longer as (
                update draft set fields = jsonb_set(fields, '{"{safeTimes,value}"}', to_jsonb(repeat('x', 2001)))
                where id = '{draft}' returning 1)
            select count(*) from longer
            """
        );
        Assert.Equal(2_001, (await world.Get(new GetSafeContact(draft))).Texts.SafeTimes!.Length);
        Assert.Equal(
            "Safe contact: Safe times must be 2,000 characters or fewer. Take out 1 or more",
            Assert.Single((await world.Get(new GetCheckAnswers(draft))).Problems).Message
        );
    }

    [Fact]
    public async Task A_no_clears_what_was_said_before()
    {
        var draft = await world.Start();
        await world.Get(await world.SafeContact(draft, "yes") with { MustNotKnow = "Their landlord" });
        await world.Get(await world.SafeContact(draft, "no") with { MustNotKnow = "Their landlord" });
        Assert.Equal(SafeContactStatement.NothingToSay, (await world.Get(new GetSafeContact(draft))).Texts);
    }

    [Fact]
    public async Task A_newer_assessment_must_be_acknowledged_before_sending()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        var stale = await world.Risk(draft, "as-is");
        person.Risk = person.Risk! with { AssessedOn = new(2026, 11, 20) };
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(20);

        Assert.False((await world.Get(new GetRiskInformation(draft))).Acknowledged);
        Assert.Equal("risk-changed", (await world.Send(stale)).Refusal!.Code);
        Assert.Equal("risk", (await world.Send(new SendReferral(draft, Guid.NewGuid()))).Refusal!.Field);
        world.Clock.Now = now;
    }
}
