using RefMon.Application.Referring;
using RefMon.Domain.RiskScreen;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class PractitionerAndRiskTests(ReferringWorld world) : IClassFixture<ReferringWorld>
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

        Assert.Equal(RoshLevel.Unknown, page.Summary!.Overall);
        Assert.Equal(RoshLevel.Unknown, Assert.Single(page.Summary.Groups).Level);
        Assert.Equal(204, page.Summary.AgeInDays);
        Assert.Equal((RiskAvailability.NeverAssessed, null), (never.Availability, never.Summary));
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
        Assert.Equal("Known adults", edited.Originals.WhoIsAtRisk);

        await world.Get(await world.Risk(draft, "as-is"));

        var page = await world.Get(new GetRiskInformation(draft));
        Assert.Equal(("as-is", "Meet in daylight"), (page.Choice, page.AdditionalInformation));
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal("Known adults", sent.Risk.Texts.WhoIsAtRisk);
        Assert.Equal("Meet in daylight", sent.Risk.Texts.AdditionalInformation);
        Assert.False(sent.Risk.Edited);
        Assert.DoesNotContain("old text", sent.Risk.Texts.SelfHarm!, StringComparison.Ordinal);
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
        Assert.Equal(RoshLevel.Low, sent.Risk.Overall);
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
