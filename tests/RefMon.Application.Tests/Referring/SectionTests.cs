using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class SectionTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private const string Nasty =
        "“Quotes” 'and' <script>alert(1)</script>\n'; drop table draft;-- 👩‍👧 Ŵŷ \u0001 \\ {0} %s";

    [Fact]
    public async Task Sections_may_be_answered_in_any_order_and_each_becomes_completed()
    {
        var draft = await world.Start();
        Assert.All(
            await Tasks(draft),
            task =>
                Assert.Equal(
                    // nDelius says where the person is, and nobody has to say that a referral is not urgent
                    task.Slug switch
                    {
                        "where" => SectionStatus.Completed,
                        "urgency" => SectionStatus.Optional,
                        _ => SectionStatus.NotStarted,
                    },
                    task.Status
                )
        );

        await world.Get(await world.Reason(draft, "Because", "None"));
        await world.Get(await world.Days(draft, "40"));

        var completed = (await Tasks(draft)).Where(task => task.Status == SectionStatus.Completed);
        Assert.Equal(["where", "enforceable-days", "reason"], completed.Select(task => task.Slug));
        Assert.All(
            (await Tasks(draft)).Where(task => task.Status == SectionStatus.NotStarted),
            task => Assert.False(string.IsNullOrWhiteSpace(task.Hint))
        );
    }

    [Fact]
    public async Task A_save_names_the_next_section_to_answer_and_none_when_all_are()
    {
        var draft = await world.Start();
        var first = await world.Get(await world.Practitioner(draft));
        Assert.Equal("personal-details", first.Next);

        var complete = await world.CompleteDraft();
        Assert.Null((await world.Get(await world.Days(complete, "13"))).Next);
    }

    [Fact]
    public async Task Text_of_50000_characters_comes_back_exactly_and_one_more_is_refused()
    {
        var draft = await world.Start();
        var longest = string.Concat(Enumerable.Repeat(Nasty, 50_000))[..50_000];

        await world.Get(await world.Reason(draft, longest, Nasty));
        Assert.Equal(longest, (await world.Get(new GetReason(draft))).Reason);
        Assert.Equal(Nasty, (await world.Get(new GetReason(draft))).FurtherInformation);

        var outcome = await world.Send(await world.Reason(draft, longest + "x", Nasty));
        Assert.Equal(("answer-too-long", "Reason"), (outcome.Refusal!.Code, outcome.Refusal.Field));
        Assert.Contains("50,000", outcome.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_breaks_of_a_browser_do_not_make_a_text_too_long()
    {
        var draft = await world.Start();
        var typed = string.Concat(Enumerable.Repeat("line\r\n", 10_000));

        Assert.False((await world.Send(await world.Reason(draft, typed, "None"))).IsRefused);
    }

    [Theory]
    [InlineData(" ", "x", "Reason")]
    [InlineData("x", "\r\n", "FurtherInformation")]
    [InlineData(null, "x", "Reason")]
    public async Task Reason_and_further_information_must_say_something(string? reason, string? further, string field)
    {
        var draft = await world.Start();

        Assert.Equal([field], Fields(await world.Send(await world.Reason(draft, reason, further))));
        Assert.Null((await world.Get(new GetReason(draft))).Reason);
    }

    [Theory]
    [InlineData(null, "answer-missing")]
    [InlineData("  ", "answer-missing")]
    [InlineData("twelve", "days-not-a-number")]
    [InlineData("12 days", "days-not-a-number")]
    [InlineData("1e1", "days-not-a-number")]
    [InlineData("12.5", "days-not-whole")]
    [InlineData("0", "days-too-few")]
    [InlineData("-3", "days-too-few")]
    [InlineData("41", "days-too-many")]
    [InlineData("99999999999999999999999", "days-too-many")]
    public async Task Enforceable_days_are_a_whole_number_from_1_to_40(string? typed, string code)
    {
        var draft = await world.Start();

        var outcome = await world.Send(await world.Days(draft, typed));

        Assert.Equal((code, "MaximumEnforceableDays"), (outcome.Refusal!.Code, outcome.Refusal.Field));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData(" 40 ", "40")]
    [InlineData("12.0", "12")]
    public async Task Enforceable_days_at_the_limits_are_accepted(string typed, string stored)
    {
        var draft = await world.Start();

        await world.Get(await world.Days(draft, typed));

        Assert.Equal(stored, (await world.Get(new GetEnforceableDays(draft))).MaximumEnforceableDays);
    }

    [Theory]
    [InlineData("20", "11", "2026", false)]
    [InlineData("21", "11", "2026", true)]
    [InlineData("1", "1", "1999", false)]
    public async Task The_completion_date_is_today_or_later(string day, string month, string year, bool isAccepted)
    {
        var draft = await world.Start();

        var outcome = await world.Send(await world.Completion(draft, day, month, year));

        Assert.Equal(isAccepted ? null : "date-in-past", outcome.IsRefused ? outcome.Refusal!.Code : null);
        var task = (await world.Get(new GetDraft(draft))).Groups.SelectMany(group => group.Tasks);
        Assert.Equal(
            isAccepted ? SectionStatus.Completed : SectionStatus.NotStarted,
            task.Single(t => t.Slug == "completion-date").Status
        );
    }

    [Theory]
    [InlineData("2036", false)]
    [InlineData("2090", true)]
    public async Task A_completion_date_in_far_years_is_a_slip(string year, bool isRefused)
    {
        var outcome = await world.Send(await world.Completion(await world.Start(), "21", "11", year));

        Assert.Equal(isRefused, outcome.IsRefused);
        if (isRefused)
        {
            Assert.Equal(("date-too-far", "CompletionDateYear"), (outcome.Refusal!.Code, outcome.Refusal.Field));
            Assert.Contains("2036 or earlier. Check the year.", outcome.Refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_completion_date_after_the_sentence_ends_is_a_warning()
    {
        var draft = await world.Start();
        await world.Get(await world.Sentence(draft, "101"));

        var saved = await world.Get(await world.Completion(draft, "2027-07-01"));
        Assert.Equal(["after-sentence-end"], saved.Warnings);
        Assert.NotNull((await world.Get(new GetCompletionDate(draft))).Warning);

        Assert.Empty((await world.Get(await world.Completion(draft, "30 June 2027"))).Warnings);
        Assert.Null((await world.Get(new GetCompletionDate(draft))).Warning);
    }

    [Fact]
    public async Task A_completion_date_that_has_passed_since_needs_another_look()
    {
        var draft = await world.Start();
        await world.Get(await world.Completion(draft, "22", "11", "2026"));
        var now = world.Clock.Now;
        world.Clock.Now = now.AddDays(2);

        Assert.Equal(SectionStatus.InProgress, (await Tasks(draft)).Single(t => t.Slug == "completion-date").Status);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task Needs_report_everything_wrong_at_once()
    {
        var draft = await world.Start();
        var blank = new SaveNeeds(draft, Guid.NewGuid(), null, null, null, null, null, null, null);

        Assert.Equal(["NeedsInterpreter", "HasResponsibilities"], Fields(await world.Send(blank)));
        Assert.Equal(
            ["InterpreterLanguage", "WhenUnavailable"],
            Fields(
                await world.Send(
                    blank with
                    {
                        NeedsInterpreter = "yes",
                        InterpreterLanguage = "  ",
                        HasResponsibilities = "yes",
                        WhenUnavailable = "\n",
                    }
                )
            )
        );
    }

    [Fact]
    public async Task A_no_clears_the_language_and_the_unavailable_times()
    {
        var draft = await world.Start();
        var yes = await world.Needs(draft) with
        {
            NeedsInterpreter = "yes",
            InterpreterLanguage = "Welsh",
            HasResponsibilities = "yes",
            WhenUnavailable = "Fridays",
        };
        await world.Get(yes);

        await world.Get(await world.Needs(draft) with { NeedsInterpreter = "no", HasResponsibilities = "no" });

        var page = await world.Get(new GetNeeds(draft));
        Assert.Equal(
            ("no", null, "no", null),
            (page.NeedsInterpreter, page.InterpreterLanguage, page.HasResponsibilities, page.WhenUnavailable)
        );
    }

    [Fact]
    public async Task The_sentence_must_be_one_that_is_active()
    {
        var draft = await world.Start();

        Assert.Equal("answer-missing", (await world.Send(await world.Sentence(draft, " "))).Refusal!.Code);
        Assert.Equal("sentence-not-active", (await world.Send(await world.Sentence(draft, "999"))).Refusal!.Code);
        await world.Get(await world.Sentence(draft, "102"));
        Assert.Equal("102", (await world.Get(new GetSentence(draft))).SentenceId);
    }

    [Fact]
    public async Task A_sentence_that_ended_after_it_was_chosen_and_a_person_without_any_are_said_so()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        await world.Get(await world.Sentence(draft, "101"));
        var now = world.Clock.Now;
        world.Clock.Now = now.AddHours(1);

        person.Sentences = [person.Sentences[1]];
        await world.Get(new GetSentence(draft));
        Assert.Equal(SectionStatus.InProgress, (await Tasks(draft)).Single(t => t.Slug == "sentence").Status);

        var without = world.NewPerson();
        without.Sentences = [];
        var task = (await Tasks(await world.Start(without))).Single(t => t.Slug == "sentence");
        Assert.Contains("no active sentence", task.Hint, StringComparison.Ordinal);
        world.Clock.Now = now;
    }

    [Fact]
    public async Task Outcomes_and_complexity_must_be_the_categorys_own()
    {
        var draft = await world.Start();
        var category = world.Single.Categories[0];
        var other = world.Cohort.Categories.First(c => c.Outcomes.Count > 0);
        var outcomes = await world.Outcomes(draft, category);
        var complexity = await world.Complexity(draft, category);

        Assert.Equal("answer-missing", (await world.Send(outcomes with { OutcomeIds = [] })).Refusal!.Code);
        Assert.Equal("answer-missing", (await world.Send(outcomes with { OutcomeIds = null })).Refusal!.Code);
        Assert.Equal(
            "outcome-not-offered",
            (await world.Send(outcomes with { OutcomeIds = [other.Outcomes[0].Id.ToString()] })).Refusal!.Code
        );
        Assert.Equal("answer-missing", (await world.Send(complexity with { ComplexityLevelId = "" })).Refusal!.Code);
        Assert.Equal(
            "complexity-not-offered",
            (await world.Send(complexity with { ComplexityLevelId = "not an id" })).Refusal!.Code
        );
        Assert.Equal("category-not-chosen", (await world.Send(outcomes with { CategoryId = other.Id })).Refusal!.Code);
    }

    [Fact]
    public async Task An_outcome_closed_after_it_was_chosen_needs_another_choice()
    {
        var draft = await world.CompleteDraft();
        var category = world.Single.Categories[0];
        await world.Get(await world.Outcomes(draft, category, 2));
        var gone = category.Outcomes[0].Id.Value;
        await world.Ask<object>(
            $"update desired_outcome set deprecated_at = '2026-01-01' where id = '{gone}' returning 1"
        );
        try
        {
            Assert.Equal(
                [$"outcomes/{category.Id}"],
                Fields(await world.Send(new SendReferral(draft, Guid.NewGuid())))
            );
            Assert.Equal(
                "outcome-not-offered",
                (await world.Send(new SaveOutcomes(draft, Guid.NewGuid(), null, category.Id, [gone.ToString()])))
                    .Refusal!
                    .Code
            );
        }
        finally
        {
            await world.Ask<object>($"update desired_outcome set deprecated_at = null where id = '{gone}' returning 1");
        }
    }

    [Fact]
    public async Task Reviewed_details_must_be_reviewed_again_when_nDelius_changes_them()
    {
        var person = world.NewPerson();
        var draft = await world.Start(person);
        await world.Get(await world.PersonalDetails(draft));
        Assert.True((await world.Get(new GetPersonalDetails(draft))).Reviewed);
        var stale = await world.PersonalDetails(draft);
        person.Person = person.Person with { LastName = "Changed" };
        var now = world.Clock.Now;
        world.Clock.Now = now.AddMinutes(16);

        Assert.False((await world.Get(new GetPersonalDetails(draft))).Reviewed);
        Assert.Equal("person-changed", (await world.Send(stale)).Refusal!.Code);
        Assert.False((await world.Send(await world.PersonalDetails(draft))).IsRefused);
        world.Clock.Now = now;
    }

    private async Task<IReadOnlyList<DraftTask>> Tasks(DraftId draft) =>
        [.. (await world.Get(new GetDraft(draft))).Groups.SelectMany(group => group.Tasks)];

    private static IEnumerable<string?> Fields<T>(Outcome<T> outcome) => outcome.Refusals.Select(r => r.Field);
}
