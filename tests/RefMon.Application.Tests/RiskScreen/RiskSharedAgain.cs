using RefMon.Application.Operations;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using Xunit;

namespace RefMon.Application.Tests.RiskScreen;

/// <summary>What the practitioner made of the sources' words goes on to be theirs, also while a source is silent.</summary>
[Trait("Capability", "RiskScreen")]
public sealed partial class RiskAfterSendingTests
{
    private static readonly RiskRegistration Stalking = new(
        "STLK",
        "Stalking",
        "Public protection",
        RegistrationKind.Stalking,
        new(2026, 10, 1),
        null
    );

    private static readonly RiskRegistration Weapons = new(
        "WEAP",
        "Weapons",
        "Register",
        RegistrationKind.Other,
        new(2026, 9, 1),
        null
    );

    [Theory]
    [InlineData(true, false, "as-is")]
    [InlineData(true, false, "edit")]
    [InlineData(false, true, "as-is")]
    [InlineData(false, true, "edit")]
    public async Task What_was_taken_out_is_not_shared_unseen_by_a_source_that_comes_back_or_falls_silent(
        bool assessment,
        bool registers,
        string choice
    )
    {
        var (reference, standing) = await SharedWithoutNames();
        Silence(assessment, registers);
        var opened = await Share(reference, choice) with { AdditionalInformation = "Angry this morning" };
        Silence();
        // it says what it said, and yet something else than the page showed
        Assert.Equal("risk-changed", (await world.Send(opened)).Refusal!.Code);

        var answered = await Share(reference, choice) with { AdditionalInformation = "Angry this morning" };
        Silence(assessment, registers);
        Assert.Equal("risk-changed", (await world.Send(answered)).Refusal!.Code);

        // as silent as when it was opened it is shared, and follows the same sources as before
        await world.Get(opened with { CommandId = Guid.NewGuid() });
        Silence();
        var shared = (await world.Get(new GetRisk(reference), Lead)).Shown.Risk;
        Assert.Equal(standing.SourceMark, shared.SourceMark);
        if (assessment)
            Assert.Equal("Nobody by name", shared.Texts.WhoIsAtRisk);
        if (registers)
            Assert.Equal([Weapons], shared.Registrations);
    }

    [Fact]
    public async Task What_is_shared_while_the_sources_are_silent_is_still_said_to_be_changed_and_is_not_undone()
    {
        var (reference, _) = await SharedWithoutNames();
        Silence(assessment: true, registers: true);
        var silent = await world.Get(new GetRiskToShare(reference));
        await world.Get(await Share(reference, "as-is") with { AdditionalInformation = "Angry this morning" });
        await world.Get(await Share(reference, "edit") with { AdditionalInformation = "And at noon" });
        Silence();

        Assert.True(silent.Basis.AreWordsFormer && silent.Basis.AreRegistrationsFormer);
        Assert.Equal(["WhoIsAtRisk"], silent.Reworded);
        var versions = await world.Get(new GetRisk(reference), Lead);
        Assert.Equal(4, versions.Versions.Count);
        Assert.All(versions.Versions.Take(3), version => Assert.True(version.Risk.Edited));
        Assert.All(versions.Versions.Take(3), version => Assert.Equal([Weapons], version.Risk.Registrations));
        var next = await world.Get(new GetRiskToShare(reference));
        Assert.Equal(
            ("Nobody by name", "Known adults", true),
            (next.Edits.WhoIsAtRisk, next.Basis.Originals.WhoIsAtRisk, next.LeftSomeOut)
        );
        Assert.Empty(next.ChangedSinceEdited);
    }

    [Fact]
    public async Task What_was_not_edited_is_not_said_to_be_because_a_source_is_silent()
    {
        var (reference, _) = await SentReferral(person => person.Registrations = [Stalking, Weapons]);
        await world.Get(await Share(reference, "edit") with { LeftOut = RiskWording.KeysOf([Stalking]) });
        Silence(assessment: true);
        // what was left out is back, and the words were the assessment's all the time
        await world.Get(await Share(reference, "as-is"));
        Silence();

        var shared = (await world.Get(new GetRisk(reference), Lead)).Shown.Risk;
        Assert.Equal((false, 2), (shared.Edited, shared.Registrations!.Count));
    }

    [Fact]
    public async Task A_new_assessment_fills_every_box_but_those_that_were_edited()
    {
        var (reference, person) = await SentReferral(invented => invented.Registrations = [Stalking, Weapons]);
        await world.Get(await Share(reference, "edit") with { LeftOut = RiskWording.KeysOf([Stalking]) });
        person.Risk = person.Risk! with
        {
            AssessedOn = new(2026, 11, 20),
            WhoIsAtRisk = "A neighbour",
            NatureOfRisk = "Threats",
        };
        var unedited = await world.Get(new GetRiskToShare(reference));
        await world.Get(await Share(reference, "edit") with { NatureOfRisk = "In my words", RiskImminence = null });
        person.Risk = person.Risk! with { WhoIsAtRisk = "Two neighbours", NatureOfRisk = "Threats and worse" };
        var edited = await world.Get(new GetRiskToShare(reference));

        Assert.Equal(unedited.Basis.Originals, unedited.Edits);
        Assert.Empty(unedited.Reworded);
        Assert.True(unedited.LeftSomeOut);
        Assert.Equal(
            ("Two neighbours", "In my words", null),
            (edited.Edits.WhoIsAtRisk, edited.Edits.NatureOfRisk, edited.Edits.RiskImminence)
        );
        Assert.Equal(["NatureOfRisk", "RiskImminence"], edited.Reworded);
        Assert.Equal(["NatureOfRisk"], edited.ChangedSinceEdited);
    }

    [Fact]
    public async Task A_version_from_before_it_was_kept_what_was_edited_loses_no_wording()
    {
        var (reference, person) = await SentReferral();
        await world.Get(await Share(reference, "edit") with { WhoIsAtRisk = "Nobody by name" });
        var same = await world.Get(new GetRiskToShare(reference));
        var before = same.Before with { Origin = null };
        person.Risk = person.Risk! with { NatureOfRisk = "Threats" };
        var moved = (await world.Get(new GetRiskToShare(reference))).Basis;

        // told by the very same assessment, also where the version was wrongly said not to be edited
        foreach (var isSaid in (bool[])[true, false])
            Assert.Equal(
                ["WhoIsAtRisk"],
                FormerWording
                    .Of(before with { Edited = isSaid }, same.Basis)
                    .Where(text => text.IsReworded)
                    .Select(text => text.Edit.Field)
            );
        // of another one it cannot be told: whatever differs stays, and is named
        var kept = FormerWording.Of(before, moved).Where(text => text.IsReworded).ToList();
        Assert.Equal(["WhoIsAtRisk", "NatureOfRisk"], kept.Select(text => text.Edit.Field));
        Assert.All(kept, text => Assert.True(text.HasChangedSince));
        Assert.DoesNotContain(FormerWording.Of(before with { Edited = false }, moved), text => text.IsReworded);
    }

    [Fact]
    public async Task An_assessment_of_words_alone_is_one_also_while_its_source_is_silent()
    {
        var (reference, _) = await SentReferral(person =>
            person.Risk = person.Risk! with { AssessedOn = null, Levels = [] }
        );
        Silence(assessment: true);
        var silent = await world.Get(new GetRiskToShare(reference));
        Silence();
        await world.Get(await Share(reference, "edit") with { WhoIsAtRisk = "Nobody by name" });
        var unassessed = await SentReferral(person => person.Risk = null);
        await world.Get(await Share(unassessed.Reference, "edit") with { WhoIsAtRisk = "Nobody by name" });

        Assert.Equal(RiskAvailability.Assessed, silent.Basis.Availability);
        Assert.True((await world.Get(new GetRisk(reference), Lead)).Shown.Risk.IsAssessed);
        // the practitioner's own words are no assessment
        Assert.False((await world.Get(new GetRisk(unassessed.Reference), Lead)).Shown.Risk.IsAssessed);
    }

    private void Silence(bool assessment = false, bool registers = false)
    {
        world.Risks.Fault = assessment ? NeighbourFault.Down : null;
        world.Registers.Fault = registers ? NeighbourFault.Down : null;
    }

    private async Task<(string Reference, RiskStatement Standing)> SharedWithoutNames()
    {
        var (reference, _) = await SentReferral(person => person.Registrations = [Stalking, Weapons]);
        await world.Get(
            await Share(reference, "edit") with
            {
                WhoIsAtRisk = "Nobody by name",
                LeftOut = RiskWording.KeysOf([Stalking]),
            }
        );
        return (reference, (await world.Get(new GetRisk(reference), Lead)).Shown.Risk);
    }
}
