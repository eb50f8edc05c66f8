using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>What is worded or left out beside sharing risk as it is, and registrations that are alike.</summary>
[Trait("Capability", "Referring")]
public sealed partial class PractitionerAndRiskTests
{
    [Fact]
    public async Task What_is_put_back_as_it_was_waits_no_longer_beside_sharing_as_it_is()
    {
        var person = world.NewPerson();
        RiskRegistration weapons = new("WEAP", "Weapons", "Register", RegistrationKind.Other, new(2026, 9, 1), null);
        person.Registrations = [weapons];
        var draft = await world.CompleteDraft(person: person);
        await world.Get(
            await world.Risk(draft, "edit") with
            {
                WhoIsAtRisk = "A wording to be thrown away",
                NatureOfRisk = "A wording to keep",
                RiskImminence = "A wording to be emptied",
                Vulnerability = "Words where there were none",
                LeftOut = RiskWording.KeysOf([weapons]),
            }
        );

        await world.Get(
            await world.Risk(draft, "as-is") with
            {
                WhoIsAtRisk = "Known adults",
                RiskImminence = " ",
                Vulnerability = "",
                LeftOut = [],
            }
        );

        var page = await world.Get(new GetRiskInformation(draft));
        Assert.Equal(
            ("Known adults", "A wording to keep", "", null),
            (page.Edits.WhoIsAtRisk, page.Edits.NatureOfRisk, page.Edits.RiskImminence, page.Edits.Vulnerability)
        );
        Assert.Empty(page.LeftOut);
        var rows = (await world.Get(new GetCheckAnswers(draft))).Cards.Single(card => card.Slug == "risk").Rows;
        Assert.Equal(
            ["Nature of the risk: your wording, not shared", "When the risk is greatest: your wording, not shared"],
            rows.Select(row => row.Label).Where(label => label.EndsWith("not shared", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(rows, row => row.Label.StartsWith("Registrations you left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wording_that_waits_is_no_longer_than_any_answer_and_an_assessment_may_be()
    {
        var person = world.NewPerson();
        person.Risk = person.Risk! with { NatureOfRisk = new string('n', 50_001) };
        var draft = await world.CompleteDraft(person: person);
        var tooLong = await world.Risk(draft, "as-is") with
        {
            CommandId = Guid.NewGuid(),
            WhoIsAtRisk = new string('w', 50_001),
        };

        var refused = (await world.Send(tooLong)).Refusals;

        Assert.Equal(("Choice", "answer-too-long"), (Assert.Single(refused).Field, refused[0].Code));
        Assert.Contains("“Who is at risk” must be 50,000 characters or fewer", refused[0].Message);
        await world.Get(tooLong with { CommandId = Guid.NewGuid(), WhoIsAtRisk = new string('w', 50_000) });
    }

    [Fact]
    public async Task Of_two_registrations_that_are_alike_the_one_ticked_is_left_out()
    {
        var person = world.NewPerson();
        RiskRegistration partner = new("STLK", "Stalking", "Alerts", RegistrationKind.Stalking, new(2026, 9, 1), null);
        var neighbour = partner with { Register = "Public protection" };
        person.Registrations = [neighbour, partner];
        var keys = RiskWording.KeysOf(person.Registrations);
        // in whatever order they are listed
        Assert.Equal(keys.Reverse(), RiskWording.KeysOf([partner, neighbour]));
        var draft = await world.CompleteDraft(person: person);
        await world.Get(await world.Risk(draft, "edit") with { LeftOut = [keys[0]] });

        Assert.Equal([keys[0]], (await world.Get(new GetRiskInformation(draft))).LeftOut);
        var check = (await world.Get(new GetCheckAnswers(draft))).Cards.Single(card => card.Slug == "risk");
        Assert.Equal(
            "Left out: Stalking",
            Assert.Single(check.Rows, row => row.Label == "Registrations and alerts").Note
        );
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal([partner], sent.Risk.Registrations);
        // a tick from when there was one of them
        Assert.Equal(["STLK.20260901"], RiskWording.KeysOf([partner]));
        Assert.Equal(keys, RiskWording.LeftOutOf(person.Registrations, ["STLK.20260901"]));
        // and one of several, when the other has gone and when a third has come
        Assert.Equal(["STLK.20260901"], RiskWording.LeftOutOf([neighbour], [keys[0]]));
        Assert.Empty(RiskWording.LeftOutOf([partner], [keys[0]]));
        var third = partner with { Register = "Aaa" };
        Assert.Equal([keys[0]], RiskWording.LeftOutOf([third, partner, neighbour], [keys[0]]));
        var reviewed = neighbour with { ReviewDueOn = new(2027, 1, 1) };
        Assert.Equal([keys[0]], RiskWording.LeftOutOf([reviewed, partner], [keys[0]]));
        // two that differ in their review alone
        Assert.Equal(2, RiskWording.LeftOutOf([neighbour, reviewed], [keys[0]]).Count);
        var second = RiskWording.KeysOf([neighbour, reviewed])[1];
        Assert.Equal([second], RiskWording.LeftOutOf([neighbour, reviewed], [second]));
        Assert.Equal(["STLK.20260901"], RiskWording.LeftOutOf([reviewed], [second]));
    }
}
