using RefMon.Application.Amendments;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.Tests.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Amendments;

/// <summary>
/// There is news of a draft's person, and whoever could say what it is does not answer: what was known till then stays, with the
/// time it was read, and nobody takes it for current however short a time ago that was.
/// </summary>
[Trait("Capability", "Amendments")]
public sealed class DoubtedSourcesTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private const string Risk = "risk";
    private const string Registers = "registers";
    private const string Prisons = "prisons";

    [Theory]
    [InlineData(nameof(IProbationCases.FindPerson), nameof(NewsParts.Person), "Person")]
    [InlineData(nameof(IProbationCases.FindResponsibleOfficer), nameof(NewsParts.Officer), "Practitioner")]
    [InlineData(nameof(IProbationCases.FindSentences), nameof(NewsParts.Person), "Sentences")]
    [InlineData(Prisons, nameof(NewsParts.Custody), "Prison")]
    [InlineData(Risk, nameof(NewsParts.Risk), "RiskAssessment RiskScores")]
    [InlineData(Registers, nameof(NewsParts.Risk), "Registrations")]
    [InlineData($"{Risk} {Registers}", nameof(NewsParts.Risk), "RiskAssessment RiskScores Registrations")]
    [InlineData(Registers, nameof(NewsParts.All), "Registrations")]
    public async Task What_nobody_could_say_more_of_is_sent_as_it_was_read_and_it_is_said(
        string silent,
        string parts,
        string doubted
    )
    {
        var person = world.PersonOf(ReferralKind.PreRelease);
        var draft = await world.CompleteDraftOf(ReferralKind.PreRelease, person: person);
        var read = world.Clock.Now;
        world.Clock.Now = read.AddMinutes(5);
        Silence(silent);

        var fault = await world.FollowAsFarAsAnswered(person.Crn, Enum.Parse<NewsParts>(parts));
        var check = await world.Get(new GetCheckAnswers(draft));
        var risk = await world.Get(new GetRiskInformation(draft));
        var reference = (await world.Get(new SendReferral(draft, Guid.NewGuid()))).Reference;

        Silence("");
        Assert.NotNull(fault);
        UncheckedSource[] expected =
        [
            .. doubted.Split(' ').Select(source => new UncheckedSource(Enum.Parse<StatedSource>(source), read)),
        ];
        Assert.Equal(expected, Said(check.NotCheckedAgain));
        Assert.Equal(expected, Said(check.Cards.SelectMany(card => card.Reads).Where(each => each.IsOld)).Distinct());
        Assert.Equal(expected.Where(source => IsRisk(source.Source)), Said(risk.NotCheckedAgain));
        var sent = await world.FirstEvent(reference);
        Assert.Equal(expected, sent.NotCheckedAgain);
        var sources = sent.Risk.Sources!;
        Assert.All(
            new[] { sources.AssessmentReadAt, sources.ScoresReadAt, sources.RegistrationsReadAt },
            at => Assert.InRange(at!.Value, read, world.Clock.Now)
        );
    }

    [Theory]
    [InlineData(nameof(IProbationCases.FindPerson), nameof(NewsParts.Person))]
    [InlineData(Risk, nameof(NewsParts.Risk))]
    [InlineData(Registers, nameof(NewsParts.Risk))]
    public async Task Once_it_is_said_nothing_is_doubted_any_more(string silent, string parts)
    {
        var person = world.NewPerson();
        var drafts = new[] { await world.Start(person), await world.Start(person, world.Cohort) };
        Silence(silent);
        Assert.NotNull(await world.FollowAsFarAsAnswered(person.Crn, Enum.Parse<NewsParts>(parts)));
        Silence("");

        // one by the notice, which is followed again; the other by a page that asks
        await world.Get(new GetCheckAnswers(drafts[1]));
        Assert.Equal([drafts[0]], await Doubting(drafts));
        await world.Follow(person.Crn, Enum.Parse<NewsParts>(parts));
        Assert.Empty(await Doubting(drafts));
    }

    [Fact]
    public async Task A_page_that_asks_about_something_else_meanwhile_takes_no_doubt_away()
    {
        var person = world.NewPerson();
        var draft = await world.CompleteDraft(person: person);
        world.Clock.Now += TimeSpan.FromMinutes(16);
        await world.Get(new GetRiskInformation(draft));
        var read = world.Clock.Now;
        Silence(Registers);
        world.Cases.WhileAsked(
            nameof(IProbationCases.FindResponsibleOfficer),
            () => world.FollowAsFarAsAnswered(person.Crn, NewsParts.Risk)
        );

        await world.Get(new GetPractitionerDetails(draft));
        var check = await world.Get(new GetCheckAnswers(draft));

        Silence("");
        Assert.Equal([new UncheckedSource(StatedSource.Registrations, read)], Said(check.NotCheckedAgain));
    }

    [Fact]
    public async Task An_answer_whose_time_was_lost_is_asked_for_again_and_has_one_then()
    {
        var draft = await world.CompleteDraft();
        await world.Ask<Guid>(
            $"update draft set sources = jsonb_set(sources, '{{scores,at}}', '\"0001-01-01T00:00:00+00:00\"') where id = '{draft}' returning id"
        );
        Silence(Risk);
        var silent = await world.Get(new GetCheckAnswers(draft));
        Silence("");
        var answered = await world.Get(new GetCheckAnswers(draft));

        Assert.Equal(
            [new UncheckedSource(StatedSource.RiskScores, default(DateTimeOffset))],
            Said(silent.NotCheckedAgain)
        );
        Assert.Empty(answered.NotCheckedAgain);
        Assert.All(answered.Cards.SelectMany(card => card.Reads), read => Assert.Equal(world.Clock.Now, read.ReadAt));
    }

    private void Silence(string questions)
    {
        world.Cases.Faults.Clear();
        (world.Risks.Fault, world.Registers.Fault, world.Prisons.Fault) = (null, null, null);
        foreach (var question in questions.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (question == Risk)
                world.Risks.Fault = NeighbourFault.Slow;
            else if (question == Registers)
                world.Registers.Fault = NeighbourFault.Down;
            else if (question == Prisons)
                world.Prisons.Fault = NeighbourFault.Down;
            else
                world.Cases.Faults[question] = NeighbourFault.Down;
        }
    }

    private static bool IsRisk(StatedSource source) =>
        source is StatedSource.RiskAssessment or StatedSource.RiskScores or StatedSource.Registrations;

    private static IEnumerable<UncheckedSource> Said(IEnumerable<SourceRead> reads) =>
        reads.Select(read => new UncheckedSource(read.Source, read.ReadAt));

    private async Task<List<DraftId>> Doubting(IReadOnlyList<DraftId> drafts)
    {
        var doubting = new List<DraftId>();
        foreach (var draft in drafts)
        {
            if (
                await world.Ask<bool>(
                    $"select jsonb_path_exists(sources, '$.*.isDoubted ? (@ == true)') from draft where id = '{draft}'"
                )
            )
                doubting.Add(draft);
        }
        return doubting;
    }
}
