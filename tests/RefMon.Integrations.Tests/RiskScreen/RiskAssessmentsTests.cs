using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using RefMon.Integrations.Tests.Operations;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;
using RefMon.StandIns.People;
using static RefMon.Integrations.Tests.Operations.Neighbourhood;
using GroupRisk = RefMon.Application.RiskScreen.GroupRisk;
using RoshLevel = RefMon.Application.RiskScreen.RoshLevel;
using SharedLevel = RefMon.Domain.RiskScreen.RoshLevel;

namespace RefMon.Integrations.Tests.RiskScreen;

[Trait("Capability", "RiskScreen")]
public sealed class RiskAssessmentsTests(Neighbourhood at) : IClassFixture<Neighbourhood>
{
    private static readonly string[] Standing = ["Children", "Public", "Known adult", "Staff"];

    [Fact]
    public async Task An_assessment_arrives_whole()
    {
        var kept = at.StandIns.People.Find(WellKnownPeople.VeryHighRisk)!.Risk!;
        var risk = await Risk(WellKnownPeople.VeryHighRisk);

        Assert.Equal(at.Today.AddDays(-40), risk.AssessedOn);
        Assert.Equal(
            (kept.WhoIsAtRisk, kept.NatureOfRisk, kept.RiskImminence, kept.IncreaseFactors, kept.ReductionFactors),
            (risk.WhoIsAtRisk, risk.NatureOfRisk, risk.RiskImminence, risk.IncreaseFactors, risk.ReductionFactors)
        );
        Assert.Equal(
            [
                new GroupRisk("Children", RoshLevel.High),
                new GroupRisk("Public", RoshLevel.High),
                new GroupRisk("Known adult", RoshLevel.VeryHigh),
                new GroupRisk("Staff", RoshLevel.Low),
            ],
            risk.Levels
        );
        Assert.Equal(RoshLevel.VeryHigh, risk.Overall);
        var yes = new SelfConcern(ConcernAnswer.Yes, "A concern now; a plan for support is agreed.");
        Assert.Equal(new RiskToSelf(yes, yes, yes, yes, yes), risk.ToSelf);
    }

    [Fact]
    public async Task No_level_given_is_unknown_and_not_low()
    {
        var risk = await Risk(WellKnownPeople.UnknownRiskLevel);
        Assert.Null(risk.Overall);
        Assert.Equal(Standing.Select(g => new GroupRisk(g, null)), risk.Levels);
    }

    [Fact]
    public async Task An_old_assessment_says_how_old_it_is() =>
        Assert.Equal(at.Today.AddYears(-3), (await Risk(WellKnownPeople.OldAssessment)).AssessedOn);

    [Fact]
    public async Task Never_assessed_and_unknown_are_not_found()
    {
        Assert.Equal("not found", Kind(await at.Risks.FindRisk(WellKnownPeople.NeverAssessed, CancellationToken.None)));
        Assert.Equal("not found", Kind(await at.Risks.FindRisk(WellKnownPeople.Unknown, CancellationToken.None)));
    }

    [Fact]
    public async Task Awkward_words_arrive_unchanged()
    {
        var risk = await Risk(WellKnownPeople.AwkwardRiskText);
        Assert.Equal("\"Them & us\", <b>anyone</b> nearby; 'quoted' <script>alert(1)</script>", risk.WhoIsAtRisk);
        Assert.True(risk.NatureOfRisk!.Length > 5000);
        Assert.Contains("dŵr, tŷ, tân", risk.RiskImminence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_beyond_the_standing_ones_come_last_and_unanswered_questions_stay_open()
    {
        at.StandIns.People.Change(
            WellKnownPeople.Ordinary,
            p =>
                p with
                {
                    Risk = p.Risk! with
                    {
                        AssessedOn = null,
                        Levels = new Dictionary<string, IReadOnlyList<string>>
                        {
                            ["LOW"] = ["Prisoners", "Staff"],
                            ["MEDIUM"] = ["Staff", "Animals"],
                        },
                        Suicide = new StandInConcern(null, null),
                        SelfHarm = new StandInConcern("DONT_KNOW", ""),
                    },
                }
        );
        var risk = await Risk(WellKnownPeople.Ordinary);
        Assert.Equal([.. Standing, "Animals", "Prisoners"], risk.Levels.Select(l => l.Group));
        // the higher of two contradicting levels
        Assert.Equal(RoshLevel.Medium, risk.Levels.Single(l => l.Group == "Staff").Level);
        Assert.Null(risk.AssessedOn);
        Assert.Equal(new SelfConcern(null, null), risk.ToSelf.Suicide);
        Assert.Equal(ConcernAnswer.DontKnow, risk.ToSelf.SelfHarm.Current);
    }

    [Fact]
    public async Task A_level_nobody_agreed_on_is_nonsense_and_not_left_out()
    {
        at.StandIns.People.Change(
            WellKnownPeople.Abundant,
            p =>
                p with
                {
                    Risk = p.Risk! with
                    {
                        Levels = new Dictionary<string, IReadOnlyList<string>> { ["EXTREME"] = ["Public"] },
                    },
                }
        );
        Assert.Equal(
            "unavailable: Nonsense",
            Kind(await at.Risks.FindRisk(WellKnownPeople.Abundant, CancellationToken.None))
        );
    }

    [Fact]
    public async Task The_latest_score_of_each_kind_arrives_and_one_without_a_band_is_unknown()
    {
        var today = at.Today;
        at.StandIns.People.Change(
            WellKnownPeople.TwoSentences,
            p =>
                p with
                {
                    Risk = p.Risk! with
                    {
                        Scores =
                        [
                            new StandInScore("RSR", "MEDIUM", 4.2m, today.AddDays(-3)),
                            new StandInScore("OGRS", "LOW", 12, today.AddYears(-2)),
                            new StandInScore("OGRS", "HIGH", 80, today.AddDays(-9)),
                            new StandInScore("OSP_DC", null, null, null),
                        ],
                    },
                }
        );
        Assert.Equal(
            [
                new RiskScore(RiskScoreKind.Reoffending, SharedLevel.High, 80, today.AddDays(-9)),
                new RiskScore(RiskScoreKind.SeriousReoffending, SharedLevel.Medium, 4.2m, today.AddDays(-3)),
                new RiskScore(RiskScoreKind.ContactSexualReoffending, SharedLevel.Unknown, null, null),
            ],
            Found(await at.Risks.FindScores(WellKnownPeople.TwoSentences, CancellationToken.None))
        );
        Assert.Equal(
            "not found",
            Kind(await at.Risks.FindScores(WellKnownPeople.NeverAssessed, CancellationToken.None))
        );
    }

    [Theory]
    [InlineData("RSR", "LOW", 101)]
    [InlineData("RSR", "LOW", -1)]
    [InlineData("RSR", "NONE", 1)]
    [InlineData("TEA_LEAVES", "LOW", 1)]
    public async Task A_score_nobody_agreed_on_is_nonsense(string kind, string band, int percent)
    {
        at.StandIns.People.Change(
            WellKnownPeople.LongName,
            p => p with { Risk = p.Risk! with { Scores = [new StandInScore(kind, band, percent, null)] } }
        );
        Assert.Equal(
            "unavailable: Nonsense",
            Kind(await at.Risks.FindScores(WellKnownPeople.LongName, CancellationToken.None))
        );
    }

    [Fact]
    public async Task Registrations_arrive_with_those_that_change_how_a_person_is_met_first()
    {
        var today = at.Today;
        Assert.Equal(
            [
                ("ADVP", RegistrationKind.DomesticAbusePerpetrator, today.AddDays(-400), today.AddDays(60)),
                ("STLK", RegistrationKind.Stalking, today.AddDays(-90), today.AddDays(30)),
                ("AV2S", RegistrationKind.Other, today.AddDays(-700), today.AddDays(-20)),
            ],
            Found(await at.Registers.FindRegistrations(WellKnownPeople.VeryHighRisk, CancellationToken.None))
                .Select(r => (r.Code, r.Kind, r.StartedOn, r.ReviewDueOn!.Value))
        );
        Assert.Empty(Found(await at.Registers.FindRegistrations(WellKnownPeople.Ordinary, CancellationToken.None)));
        Assert.Equal(
            "not found",
            Kind(await at.Registers.FindRegistrations(WellKnownPeople.Unknown, CancellationToken.None))
        );
    }

    [Fact]
    public async Task A_registration_of_another_code_is_known_by_its_words()
    {
        at.StandIns.People.Change(
            WellKnownPeople.HyphenName,
            p =>
                p with
                {
                    Registrations =
                    [
                        new("ZZ1", "Stalking Protection Order", "Public protection", at.Today, null),
                        new("ZZ2", "Victim of domestic abuse", "Safeguarding", at.Today, null),
                        new("ZZ3", "DOMESTIC ABUSE: serial", "Public protection", at.Today, null),
                        new("ZZ4", "Hate crime", "Alerts", at.Today, null),
                    ],
                }
        );
        Assert.Equal(
            [
                RegistrationKind.DomesticAbusePerpetrator,
                RegistrationKind.DomesticAbuseVictim,
                RegistrationKind.Stalking,
                RegistrationKind.Other,
            ],
            Found(await at.Registers.FindRegistrations(WellKnownPeople.HyphenName, CancellationToken.None))
                .Select(r => r.Kind)
        );
    }

    [Fact]
    public async Task What_was_shared_is_kept_word_for_word_and_once_for_each_key()
    {
        var share = EveryCall.Risk();
        var first = Found(
            await at.Risks.ShareRisk("event-1:arns", WellKnownPeople.Ordinary, share, CancellationToken.None)
        );
        var again = Found(
            await at.Risks.ShareRisk("event-1:arns", WellKnownPeople.Ordinary, share, CancellationToken.None)
        );

        Assert.Equal(first with { AlreadyApplied = true }, again);
        var kept = Assert.Single(at.StandIns.RiskAssessments.Shared, r => r.Key == "event-1:arns");
        Assert.Equal(
            (WellKnownPeople.Ordinary, share.VersionId.Value, share.ReferralId.Value, share.SharedAt, share.AssessedOn),
            (kept.Crn, kept.Content.VersionId, kept.Content.ReferralId, kept.Content.SharedAt, kept.Content.AssessedOn)
        );
        Assert.Equal(
            new SharedTexts("Shop staff.", null, "At weekends.", AdditionalInformation: "Meet in the office."),
            kept.Content.Texts
        );
        Assert.True(kept.Content.Edited);
    }

    [Fact]
    public async Task A_share_after_a_lost_reply_is_applied_once()
    {
        at.Controls.Set(StandInOperation.ShareRisk, Behaviour.DropReply, times: 1);
        var share = EveryCall.Risk();
        Assert.Equal("unavailable: Down", await Shared("event-2:arns", share));
        Assert.True(
            Found(
                await at.Risks.ShareRisk("event-2:arns", WellKnownPeople.Ordinary, share, CancellationToken.None)
            ).AlreadyApplied
        );
        Assert.Single(at.StandIns.RiskAssessments.Shared, r => r.Content.VersionId == share.VersionId.Value);
    }

    [Fact]
    public async Task A_version_shared_twice_another_content_under_a_key_and_a_stranger_are_refused()
    {
        var share = EveryCall.Risk();
        Assert.Equal("found", await Shared("event-3:arns", share));
        Assert.Equal("refused: risk-already-shared", await Shared("event-4:arns", share));
        Assert.Equal("refused: key-reused", await Shared("event-3:arns", share with { Edited = false }));
        Assert.Equal(
            "refused: person-unknown",
            Kind(
                await at.Risks.ShareRisk(
                    "event-5:arns",
                    WellKnownPeople.Unknown,
                    EveryCall.Risk(),
                    CancellationToken.None
                )
            )
        );
    }

    private async Task<string> Shared(string key, RiskShare share) =>
        Kind(await at.Risks.ShareRisk(key, WellKnownPeople.Ordinary, share, CancellationToken.None));

    private async Task<RiskAssessment> Risk(string crn) => Found(await at.Risks.FindRisk(crn, CancellationToken.None));
}
