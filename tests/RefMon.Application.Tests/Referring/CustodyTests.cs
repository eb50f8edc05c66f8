using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>Prison, release date, office, contact and urgency. Today is Saturday 21 November 2026.</summary>
[Trait("Capability", "Referring")]
public sealed class CustodyTests(ReferringWorld world) : IClassFixture<ReferringWorld>, IDisposable
{
    private readonly DateTimeOffset start = world.Clock.Now;

    public void Dispose()
    {
        world.Clock.Now = start;
        world.Prisons.Fault = null;
    }

    [Fact]
    public async Task The_prison_is_filled_in_from_the_prison_service_and_another_stands_beside_it()
    {
        var draft = await Draft(ReferralKind.PreRelease);
        Assert.Equal("AAA", (await world.Get(new GetPrison(draft))).PrisonCode);

        await world.Get(await world.Prison(draft, "BBB"));

        Assert.Equal("In custody: Otherby (HMP)", (await world.Get(new GetDraft(draft))).Draft.Location);
        var row = (await Card(draft, "prison")).Rows.Single(r => r.Label == "Prison");
        Assert.Equal(
            ("Otherby (HMP)", "Entered here. The prison service has: Testmoor (HMP)"),
            (row.Values[0], row.Note)
        );
    }

    [Theory]
    [InlineData(null, "answer-missing")]
    [InlineData(" \t", "answer-missing")]
    [InlineData("ZZZ", "not-in-list")]
    public async Task The_prison_must_be_one_of_the_list(string? code, string refusal)
    {
        var draft = await Draft(ReferralKind.UnallocatedStaying);

        var outcome = await world.Send(await world.Prison(draft, code));

        Assert.Equal((refusal, "PrisonCode"), (outcome.Refusal!.Code, outcome.Refusal.Field));
    }

    [Fact]
    public async Task A_silent_prison_service_stops_nothing_and_its_later_answer_is_compared()
    {
        world.Prisons.Fault = NeighbourFault.Down;
        var person = world.PersonOf(ReferralKind.PreRelease);
        var draft = await Draft(ReferralKind.PreRelease, person);
        var page = await world.Get(new GetPrison(draft));
        Assert.Equal((null, null), (page.FromPrisons, page.FetchedAt));
        Assert.NotEmpty(page.Prisons);
        await world.Get(await world.Prison(draft, page.Prisons[0].Code));
        await world.Get(await world.Release(draft, "date", "2 Feb 2027", "Expected"));

        world.Prisons.Fault = null;
        await world.Get(new GetPrison(draft));

        foreach (var slug in (string[])["prison", "release-date"])
            Assert.Equal(SectionStatus.InProgress, (await Task(draft, slug)).Status);
        Assert.Contains("Testmoor (HMP)", (await Task(draft, "prison")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prison_services_date_comes_with_its_source_and_confidence()
    {
        var draft = await Draft(ReferralKind.PreRelease);
        var page = await world.Get(new GetReleaseDate(draft));
        Assert.Equal(
            ("prison", new ReleaseDateFound(new(2027, 1, 29), ReleaseDateConfidence.Confirmed)),
            (page.Choice, page.FromPrisons)
        );

        await world.Get(await world.Release(draft, "prison"));

        Assert.Equal(
            ["29 January 2027", "Confirmed", "Prison service"],
            (await Card(draft, "release-date")).Rows.Select(row => row.Values[0])
        );
    }

    [Theory]
    [InlineData("1/2/2027")]
    [InlineData("1 February 2027")]
    [InlineData("1st feb. 2027")]
    [InlineData("2027-02-01")]
    [InlineData("01.02.2027")]
    public async Task A_date_may_be_typed_in_many_ways(string typed)
    {
        var draft = await Draft(ReferralKind.PreRelease);

        await world.Get(await world.Release(draft, "date", typed, "Expected"));

        var page = await world.Get(new GetReleaseDate(draft));
        Assert.Equal(
            ("date", "1", "2", "2027", "Expected"),
            (page.Choice, page.Day, page.Month, page.Year, page.Confidence)
        );
    }

    [Theory]
    [InlineData("", "date-missing")]
    [InlineData("29 February 2027", "date-not-real")]
    [InlineData("31 4 2027", "date-not-real")]
    [InlineData("1/2/27", "date-year")]
    [InlineData("20 11 2026", "date-in-past")]
    [InlineData("next spring", "date-not-real")]
    public async Task A_date_that_is_not_one_or_has_passed_is_refused_at_its_box(string typed, string code)
    {
        var draft = await Draft(ReferralKind.PreRelease);

        var outcome = await world.Send(await world.Release(draft, "date", typed, "Confirmed"));

        Assert.Equal(code, outcome.Refusal!.Code);
        Assert.StartsWith("ReleaseDate", outcome.Refusal.Field, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Today_and_a_leap_day_are_accepted_and_today_is_Londons()
    {
        var draft = await Draft(ReferralKind.PreRelease);
        await world.Get(await world.Release(draft, "date", "29 February 2028", "Expected"));
        await world.Get(await world.Release(draft, "date", "21/11/2026", "Expected"));

        // half past midnight in London on the Monday after the clocks go forward is still Sunday in UTC
        world.Clock.Now = new(2027, 3, 28, 23, 30, 0, TimeSpan.Zero);
        Assert.Equal(
            "date-in-past",
            (await world.Send(await world.Release(draft, "date", "28/3/2027", "Expected"))).Refusal!.Code
        );
        await world.Get(await world.Release(draft, "date", "29/3/2027", "Expected"));
    }

    [Fact]
    public async Task Two_tabs_that_say_different_things_are_shown_both_and_the_one_kept_stands_alone()
    {
        var draft = await Draft(ReferralKind.PreRelease);
        var late = await world.Release(draft, "unknown", reason: "Parole");
        await world.Get(await world.Release(draft, "prison"));

        var refused = await world.Send(late);
        Assert.Contains(refused.Refusals, refusal => refusal.Field == "ReleaseDateDay");
        Assert.All(refused.Refusals, refusal => Assert.Equal(ReferringRefusals.DraftChangedCode, refusal.Code));
        Assert.Equal(refused.Refusals.Count, refused.Refusals.DistinctBy(refusal => refusal.Field).Count());
        var head = (await world.Get(new GetReleaseDate(draft))).Head;
        Assert.Contains(head.Stored, stored => stored is { Field: "ReleaseDateDay", Words: "29 January 2027" });

        await world.Get(
            late with
            {
                CommandId = Guid.NewGuid(),
                Shown = head.ShownAfter(late.Shown, "release-date", refused.Refusals),
            }
        );
        var page = await world.Get(new GetReleaseDate(draft));
        Assert.Equal(("unknown", "Parole", null), (page.Choice, page.UnknownReason, page.Day));
        Assert.Equal(("releaseDateUnknownReason", 1), await Held(draft));
    }

    [Fact]
    public async Task Everything_wrong_with_a_typed_date_is_said_at_once()
    {
        var draft = await Draft(ReferralKind.PreRelease);

        Assert.Equal(["Choice"], Fields(await world.Send(await world.Release(draft, null))));
        Assert.Equal(
            ["ReleaseDateDay", "Confidence"],
            Fields(await world.Send(await world.Release(draft, "date", "soon?", "sure")))
        );
    }

    [Fact]
    public async Task A_date_and_a_reason_why_there_is_none_are_never_both_held_defect_6()
    {
        // 7.1 no. 6: three pages that did not clear each other's answer
        var draft = await Draft(ReferralKind.UnallocatedReleasing);
        await world.Get(await world.Release(draft, "date", "1 2 2027", "Confirmed", reason: "posted though hidden"));
        Assert.Equal(("releaseDate", 1), await Held(draft));

        await world.Get(await world.Release(draft, "unknown", "1 3 2027", "Confirmed", "Parole hearing in May"));
        Assert.Equal(("releaseDateUnknownReason", 1), await Held(draft));
        var page = await world.Get(new GetReleaseDate(draft));
        Assert.Equal(("unknown", null, null), (page.Choice, page.Day, page.Confidence));

        await world.Get(await world.Release(draft, "prison", reason: "posted though hidden"));
        Assert.Equal(("releaseDate", 1), await Held(draft));
    }

    [Theory]
    [InlineData(" \n\u200b ")]
    [InlineData(null)]
    public async Task Whitespace_says_nothing_anywhere_here_defect_21(string? blank)
    {
        // 7.1 no. 21: white space passed as a CRN, a reason, a role and the like
        var draft = await Draft(ReferralKind.UnallocatedReleasing);
        var contact = await world.Contact(draft);

        Assert.Equal(["UnknownReason"], Fields(await world.Send(await world.Release(draft, "unknown", reason: blank))));
        Assert.Equal(["UnknownReason"], Fields(await world.Send(await world.Office(draft, "unknown", blank))));
        Assert.Equal(["Words"], Fields(await world.Send(await world.Urgent(draft, "Other", blank))));
        Assert.Equal(["Crn"], Fields(await world.Send(new LookUpPerson(world.Single.Id, blank))));
        Assert.Equal(
            ["Reason", "FurtherInformation"],
            Fields(await world.Send(await world.Reason(draft, blank, blank)))
        );
        Assert.Equal(
            ["Name", "Role", "Email", "Establishment"],
            Fields(await world.Send(contact with { Name = blank, Role = blank, Email = blank, Establishment = blank }))
        );
    }

    [Fact]
    public async Task A_release_date_that_passed_or_that_the_prison_changed_needs_another_look()
    {
        var person = world.PersonOf(ReferralKind.PreRelease);
        var draft = await Draft(ReferralKind.PreRelease, person);
        await world.Get(await world.Release(draft, "prison"));
        var open = await world.Release(draft, "prison");
        person.InPrison(new(2027, 2, 12));
        world.Clock.Now = start.AddMinutes(16);

        await world.Get(new GetReleaseDate(draft));
        Assert.Contains("12 February 2027", (await Task(draft, "release-date")).Hint, StringComparison.Ordinal);
        Assert.Equal("release-date-changed", (await world.Send(open)).Refusal!.Code);
        await world.Get(await world.Release(draft, "prison"));
        Assert.Equal(SectionStatus.Completed, (await Task(draft, "release-date")).Status);

        world.Clock.Now = start.AddMonths(4);
        Assert.Contains("has passed", (await Task(draft, "release-date")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_showed_another_prison_does_not_confirm_where_the_prison_service_has_the_person_now()
    {
        var person = world.PersonOf(ReferralKind.PreRelease);
        var draft = await Draft(ReferralKind.PreRelease, person);
        await world.Get(await world.Prison(draft, "AAA"));
        var (same, moved) = (await world.Prison(draft, "AAA"), await world.Prison(draft, "BBB"));
        person.Prisoner = person.Prisoner! with { Prison = new("BBB", "Otherby (HMP)") };
        await world.Follow(person.Crn);

        Assert.Equal("prison-changed", (await world.Send(same)).Refusal!.Code);
        Assert.Contains("Otherby (HMP)", (await Task(draft, "prison")).Hint, StringComparison.Ordinal);
        // who chose the same as the prison service has now has nothing to look at again
        await world.Get(moved);
        Assert.Equal(SectionStatus.Completed, (await Task(draft, "prison")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_date_or_a_prison_that_the_prison_service_has_no_more_needs_another_look(bool isGone)
    {
        var person = world.PersonOf(ReferralKind.PreRelease);
        var draft = await Draft(ReferralKind.PreRelease, person);
        await world.Get(await world.Prison(draft, "AAA"));
        await world.Get(await world.Release(draft, "prison"));
        person.Prisoner = isGone ? null : person.Prisoner! with { ReleaseDate = null, ConfirmedReleaseDate = null };
        world.Clock.Now = start.AddMinutes(16);

        var page = await world.Get(new GetReleaseDate(draft));

        Assert.Equal((null, null), (page.Choice, page.FromPrisons));
        var task = await Task(draft, "release-date");
        Assert.Equal(SectionStatus.InProgress, task.Status);
        Assert.Contains("does not have 29 January 2027 any more", task.Hint, StringComparison.Ordinal);
        Assert.Equal(isGone ? SectionStatus.InProgress : SectionStatus.Completed, (await Task(draft, "prison")).Status);

        await world.Get(await world.Prison(draft, "AAA"));
        await world.Get(await world.Release(draft, "unknown", reason: "Withdrawn"));
        foreach (var slug in (string[])["prison", "release-date"])
            Assert.Equal(SectionStatus.Completed, (await Task(draft, slug)).Status);
    }

    [Fact]
    public async Task A_date_beyond_twelve_weeks_is_warned_of_where_release_was_to_be_within_them()
    {
        var draft = await Draft(ReferralKind.UnallocatedReleasing);

        var far = await world.Get(await world.Release(draft, "date", "14 2 2027", "Expected"));
        Assert.Equal(["release-after-12-weeks"], far.Warnings);
        Assert.Contains("12 weeks", (await Task(draft, "release-date")).Hint, StringComparison.Ordinal);

        Assert.Equal(
            "date-too-far",
            (await world.Send(await world.Release(draft, "date", "14 2 2090", "Expected"))).Refusal!.Code
        );

        Assert.Empty((await world.Get(await world.Release(draft, "date", "13 2 2027", "Expected"))).Warnings);
        Assert.Null((await Task(draft, "release-date")).Hint);
    }

    [Fact]
    public async Task The_expected_office_is_of_the_list_or_there_is_a_reason_never_both()
    {
        var draft = await Draft(ReferralKind.UnallocatedReleasing);
        var page = await world.Get(new GetExpectedOffice(draft));
        Assert.Equal("Test office", page.OfficeInNDelius);
        Assert.Contains(
            page.Options,
            option => option.Label.EndsWith("(probation delivery unit)", StringComparison.Ordinal)
        );

        Assert.Equal(["Choice"], Fields(await world.Send(await world.Office(draft, null))));
        Assert.Equal(
            "not-in-list",
            (await world.Send(await world.Office(draft) with { Office = "Nowhere" })).Refusal!.Code
        );
        await world.Get(await world.Office(draft, "unknown", "No address yet"));
        await world.Get(await world.Office(draft, "known", "posted though hidden"));

        page = await world.Get(new GetExpectedOffice(draft));
        Assert.Equal(("known", page.Options[0].Value, null), (page.Choice, page.Office, page.UnknownReason));
        await world.Get(await world.Office(draft, "unknown", "No address yet"));
        page = await world.Get(new GetExpectedOffice(draft));
        Assert.Equal(("unknown", null, "No address yet"), (page.Choice, page.Office, page.UnknownReason));
    }

    [Fact]
    public async Task The_main_contact_has_one_place_of_work_and_starts_at_the_persons_prison()
    {
        var draft = await Draft(ReferralKind.UnallocatedStaying);
        var page = await world.Get(new GetMainContact(draft));
        Assert.Equal((null, "Testmoor (HMP)"), (page.Place, page.Establishment));
        Assert.Equal(new HoldingTeam("020 7946 0002", "Test delivery unit", "Test office"), page.Team);
        Assert.Equal("Joan Sender", page.BackUp!.Name);
        var contact = await world.Contact(draft);

        Assert.Equal(["Place"], Fields(await world.Send(contact with { Place = null })));
        await world.Get(contact with { CommandId = Guid.NewGuid(), Email = "joan.sender@justice.gov.uk" });
        await world.Get(await world.Contact(draft) with { Place = "office", Email = "joan.sender@justice.gov.uk" });

        page = await world.Get(new GetMainContact(draft));
        Assert.Equal(("office", null, page.Offices[0]), (page.Place, page.Establishment, page.Office));
        Assert.True(page.BackUp is null, "who is the main contact is not their own back-up");
    }

    [Fact]
    public async Task Another_holding_team_is_looked_at_before_it_is_sent_with_the_contact()
    {
        var person = world.PersonOf(ReferralKind.UnallocatedStaying);
        var draft = await world.CompleteDraftOf(ReferralKind.UnallocatedStaying, person: person);
        var before = await world.Contact(draft);
        person.Officer = person.Officer with { DeliveryUnit = "Another unit", Office = "Another office" };
        await world.Follow(person.Crn);

        var refused = await world.Send(new SendReferral(draft, Guid.NewGuid()));
        Assert.Equal("main-contact", Assert.Single(refused.Refusals).Field);
        // a page that showed the former team does not confirm the new one
        Assert.Equal("holding-team-changed", (await world.Send(before)).Refusal!.Code);
        await world.Get(await world.Contact(draft));

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal("Another unit", sent.Practitioner.Pdu.FromNDelius);
    }

    [Theory]
    [InlineData("not an address", "email-format")]
    [InlineData("pom@prison.example", "email-not-government")]
    [InlineData("pom@notgov.uk", "email-not-government")]
    [InlineData("pom@gov.uk", null)]
    [InlineData("POM@Justice.GOV.UK", null)]
    public async Task The_same_email_rule_holds_for_contact_and_practitioner_defect_4(string email, string? code)
    {
        // 7.1 no. 4: an optional email that had to be filled in, and another page without the government rule
        var unallocated = await Draft(ReferralKind.UnallocatedStaying);
        var allocated = await Draft(ReferralKind.PreRelease);

        Assert.Equal(code, Code(await world.Send(await world.Contact(unallocated) with { Email = email })));
        Assert.Equal(code, Code(await world.Send(await world.Practitioner(allocated) with { Email = email })));
        Assert.Null(Code(await world.Send(await world.Practitioner(allocated) with { Email = " " })));
    }

    [Theory]
    [InlineData("+44 (0)20 7946 0123", true)]
    [InlineData("020 7946 0123 ext 12", true)]
    [InlineData("", true)]
    [InlineData("12345", false)]
    [InlineData("ring reception", false)]
    public async Task A_phone_number_may_have_spaces_and_a_country_code(string phone, bool accepted)
    {
        var draft = await Draft(ReferralKind.UnallocatedStaying);

        var outcome = await world.Send(await world.Contact(draft) with { Phone = phone });

        Assert.Equal(accepted ? null : "phone-format", Code(outcome));
    }

    [Fact]
    public async Task Urgency_has_the_reasons_of_the_kind_and_words_only_for_another_one()
    {
        var staying = await Draft(ReferralKind.UnallocatedStaying);
        var releasing = await Draft(ReferralKind.PreRelease);

        Assert.Equal("answer-missing", Code(await world.Send(await world.Urgent(staying, "ReleaseSoon"))));
        Assert.Equal("answer-missing", Code(await world.Send(await world.Urgent(staying, null))));
        await world.Get(await world.Urgent(releasing, "Other", "Evicted", "not asked here"));
        await world.Get(await world.Urgent(releasing, "ReleaseSoon", "posted though hidden"));

        var page = await world.Get(new GetUrgency(releasing));
        Assert.Equal(("ReleaseSoon", null, null, false), (page.Urgency, page.Words, page.WhyNow, page.AsksWhyNow));
        Assert.Equal(SectionStatus.NotStarted, (await Task(staying, "urgency")).Status);
    }

    private async Task<DraftId> Draft(ReferralKind kind, InventedCase? person = null)
    {
        var draft = await world.Start(person ?? world.PersonOf(kind));
        await world.Get(await world.Kind(draft, kind));
        return draft;
    }

    private async Task<DraftTask> Task(DraftId draft, string slug) =>
        (await world.Tasks(draft)).Single(task => task.Slug == slug);

    private async Task<CheckCard> Card(DraftId draft, string slug) =>
        (await world.Get(new GetCheckAnswers(draft))).Cards.Single(card => card.Slug == slug);

    private static IEnumerable<string?> Fields<T>(Outcome<T> outcome) => outcome.Refusals.Select(r => r.Field);

    private static string? Code<T>(Outcome<T> outcome) => outcome.IsRefused ? outcome.Refusals[0].Code : null;

    private async Task<(string, int)> Held(DraftId id)
    {
        var names = await world.Ask<string[]>(
            $"""
            select array_agg(k) from draft, jsonb_each(fields) f(k, v)
            where id = '{id}' and k in ('releaseDate', 'releaseDateUnknownReason') and v ->> 'value' is not null
            """
        );
        return (names[0], names.Length);
    }
}
