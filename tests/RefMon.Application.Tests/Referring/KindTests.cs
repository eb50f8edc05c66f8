using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class KindTests(ReferringWorld world) : IClassFixture<ReferringWorld>, IDisposable
{
    private static readonly string[] OfEveryKind =
    [
        "personal-details",
        "risk",
        "safe-contact",
        "needs",
        "sentence",
        "outcomes",
        "complexity",
        "enforceable-days",
        "completion-date",
        "reason",
        "urgency",
    ];

    private readonly DateTimeOffset start = world.Clock.Now;

    public void Dispose()
    {
        world.Clock.Now = start;
        world.Prisons.Fault = null;
    }

    [Theory]
    [InlineData(ReferralKind.Community, "where practitioner-details")]
    [InlineData(ReferralKind.PreRelease, "where prison release-date practitioner-details")]
    [InlineData(ReferralKind.UnallocatedReleasing, "where prison release-date expected-office main-contact")]
    [InlineData(ReferralKind.UnallocatedStaying, "where prison main-contact")]
    public async Task Each_kind_is_asked_what_it_needs_and_nothing_else(ReferralKind kind, string own)
    {
        var draft = await world.Start(world.PersonOf(kind));
        await world.Get(await world.Kind(draft, kind));

        var slugs = (await world.Tasks(draft)).Select(task => task.Slug.Split('/')[0]);

        Assert.Equal([.. own.Split(' '), .. OfEveryKind], slugs);
        foreach (var other in (string[])["prison", "release-date", "expected-office", "main-contact"])
            Assert.Equal(own.Contains(other, StringComparison.Ordinal), await CanOpen(draft, other));
    }

    [Fact]
    public async Task NDelius_decides_the_kind_alone_only_in_the_community_with_a_practitioner()
    {
        var home = await Begin(ReferralKind.Community);
        var prison = await Begin(ReferralKind.PreRelease);
        var nobody = await Begin(ReferralKind.UnallocatedReleasing);
        var unallocated = world.NewPerson();
        unallocated.Officer = new(false, null, null, null, null, null, "Test delivery unit", null);

        Assert.Equal((false, ReferralKind.Community), (home.AsksKind, await Offered(home.DraftId)));
        Assert.Equal((true, ReferralKind.PreRelease), (prison.AsksKind, await Offered(prison.DraftId)));
        Assert.Equal((true, (ReferralKind?)null), (nobody.AsksKind, await Offered(nobody.DraftId)));
        Assert.Null(await Offered(await world.Start(unallocated)));
        var contact = (await world.Tasks(nobody.DraftId)).Single(t => t.Status == SectionStatus.CannotStart);
        Assert.Equal("Practitioner or main point of contact", contact.Title);

        async Task<StartedDraft> Begin(ReferralKind kind) =>
            await world.Get(new StartDraft(world.Single.Id, Guid.NewGuid(), world.PersonOf(kind).Crn));
        async Task<ReferralKind?> Offered(DraftId draft) => (await world.Get(new GetKind(draft))).Kind;
    }

    [Fact]
    public async Task The_kind_must_be_chosen_and_be_one_of_the_four()
    {
        var draft = await world.Start(world.PersonOf(ReferralKind.PreRelease));
        var none = await world.Kind(draft, null);

        foreach (var kind in (string?[])[null, "", " ", "Elsewhere", "1"])
        {
            var outcome = await world.Send(none with { CommandId = Guid.NewGuid(), Kind = kind });
            Assert.Equal(("answer-missing", "Kind"), (outcome.Refusal!.Code, outcome.Refusal.Field));
        }
    }

    [Theory]
    [InlineData(ReferralKind.Community)]
    [InlineData(ReferralKind.PreRelease)]
    [InlineData(ReferralKind.UnallocatedReleasing)]
    [InlineData(ReferralKind.UnallocatedStaying)]
    public async Task Each_kind_is_sent_with_its_own_facts_and_listed_with_them(ReferralKind kind)
    {
        var draft = await world.CompleteDraftOf(kind);
        await world.Get(
            await world.Urgent(draft, nameof(UrgencyReason.Other), "Evicted on Friday", "Asked on arrival")
        );

        var sent = await world.Get(new SendReferral(draft, Guid.NewGuid()));

        var e = await world.Sent(sent);
        Assert.Equal(kind, e.Kind);
        Assert.Equal(new UrgencyStatement(UrgencyReason.Other, "Evicted on Friday"), e.Urgency);
        Assert.Equal(kind.IsUnallocated() ? "Asked on arrival" : null, e.ReasonBeforeAllocation);
        Assert.Equal(kind.IsInCustody() ? ("AAA", "Testmoor (HMP)") : ((string, string)?)null, Prison(e.Custody));
        Assert.Equal(kind.HasRelease() ? new DateOnly(2027, 1, 29) : (DateOnly?)null, e.Custody?.ReleaseDate);
        Assert.Equal(
            kind switch
            {
                ReferralKind.PreRelease => ReleaseDateConfidence.Confirmed,
                ReferralKind.UnallocatedReleasing => ReleaseDateConfidence.Expected,
                _ => (ReleaseDateConfidence?)null,
            },
            e.Custody?.ReleaseDateConfidence
        );
        Assert.Equal(kind is ReferralKind.UnallocatedReleasing, e.Custody?.ExpectedOffice is not null);
        Assert.Equal(
            kind.IsUnallocated()
                ? ("Morgan Keyes", "Prison offender manager", "Testmoor (HMP)", "Test delivery unit")
                : ("Pat Officer", null, null, "Test delivery unit"),
            (e.Practitioner.Name.Shown(), e.Practitioner.Role, e.Practitioner.Establishment, e.Practitioner.Pdu.Shown())
        );
        Assert.Equal(
            kind.HasRelease() ? $"{kind} Other Prison" : $"{kind} Other ",
            await world.Ask<string>(
                $"""
                select kind || ' ' || urgency || ' ' || coalesce(release_source, '') from case_list_row
                where reference = '{sent.Reference}' and in_custody = {(kind.IsInCustody() ? "true" : "false")}
                    and prison_code is not distinct from {(kind.IsInCustody() ? "'AAA'" : "null")}
                """
            )
        );

        static (string, string)? Prison(CustodyStatement? custody) =>
            custody is null ? null : (custody.PrisonId, custody.PrisonName);
    }

    [Fact]
    public async Task A_sent_release_date_that_is_only_expected_is_owed_a_confirmation_five_working_days_before_it()
    {
        var draft = await world.CompleteDraftOf(ReferralKind.UnallocatedReleasing);
        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));

        var owed = Deadlines
            .For(Referral.Fold([sent])!, WorkingDayCalendar.EnglandAndWales, DeadlineRules.Default, new(2026, 11, 23))
            .Single(deadline => deadline.Kind is DeadlineKind.ReleaseDateConfirmed);

        // released on Friday 29 January 2027
        Assert.Equal((new DateOnly(2027, 1, 22), true), (owed.DueOn, owed.IsOpen));
    }

    [Fact]
    public async Task A_change_of_kind_takes_out_what_no_longer_applies_and_says_so_until_the_next_save()
    {
        var draft = await world.CompleteDraftOf(ReferralKind.UnallocatedReleasing);
        await world.Get(await world.Urgent(draft, nameof(UrgencyReason.ReleaseSoon), null, "Asked on arrival"));

        // typed and not saved is lost with its section too
        const string Unsaved = "Expected probation office: what you typed and had not saved";
        var office = await world.Get(new GetExpectedOffice(draft));
        await world.Get(
            new KeepTyped(
                draft,
                Guid.NewGuid(),
                ExpectedOfficeSection.Address,
                office.Head.Shown,
                1,
                [new("Model.UnknownReason", ["To be seen at court"])]
            )
        );
        Assert.Contains(Unsaved, (await world.Get(new GetKind(draft))).WouldRemove);

        var toStaying = await world.Get(await world.Kind(draft, ReferralKind.UnallocatedStaying));
        Assert.Equal(["Expected probation office", Unsaved, "Expected release date", "Urgency"], toStaying.Removed);
        Assert.Equal(toStaying.Removed, (await world.Get(new GetDraft(draft))).Draft.Removed);
        Assert.Equal(toStaying.Removed, (await world.Get(new GetCheckAnswers(draft))).Draft.Removed);

        var toCommunity = await world.Get(await world.Kind(draft, ReferralKind.Community));
        Assert.Equal(
            ["Main point of contact", "Prison", "Why the referral did not wait for a practitioner"],
            toCommunity.Removed
        );
        Assert.Empty((await world.Get(await world.Days(draft, "9"))).Removed);
        Assert.Empty((await world.Get(new GetDraft(draft))).Draft.Removed);

        await world.Get(await world.Practitioner(draft) with { Name = "Ada Typed", Phone = "020 7946 0777" });
        var back = await world.Get(await world.Kind(draft, ReferralKind.UnallocatedReleasing));
        Assert.Equal(["Probation practitioner details entered here"], back.Removed);
        Assert.Equal(SectionStatus.NotStarted, (await world.Tasks(draft)).Single(t => t.Slug == "release-date").Status);
        Assert.Null((await world.Get(new GetMainContact(draft))).Name);
    }

    [Fact]
    public async Task A_kind_that_loses_nothing_says_nothing_and_the_question_warns_of_what_it_would_lose()
    {
        var draft = await world.Start(world.PersonOf(ReferralKind.PreRelease));
        await world.Get(await world.Kind(draft, ReferralKind.PreRelease));
        Assert.Empty((await world.Get(new GetKind(draft))).WouldRemove);

        await world.Get(await world.Prison(draft, "BBB"));

        Assert.Equal(["Prison"], (await world.Get(new GetKind(draft))).WouldRemove);
        Assert.Empty((await world.Get(await world.Kind(draft, ReferralKind.UnallocatedStaying))).Removed);
        Assert.Equal("BBB", (await world.Get(new GetPrison(draft))).PrisonCode);
    }

    [Fact]
    public async Task When_nDelius_says_otherwise_since_the_kind_is_looked_at_again_before_sending()
    {
        var person = world.PersonOf(ReferralKind.Community);
        var draft = await world.CompleteDraftOf(ReferralKind.Community, person: person);
        var open = await world.Kind(draft, ReferralKind.Community);
        person.InPrison(new(2027, 1, 4));
        world.Clock.Now = start.AddMinutes(16);

        Assert.Equal(
            ["where", "personal-details"],
            (await world.Send(new SendReferral(draft, Guid.NewGuid()))).Refusals.Select(r => r.Field)
        );
        Assert.Equal("location-changed", (await world.Send(open)).Refusal!.Code);

        // it was right after all: nDelius is early or late, and the practitioner knows better
        await world.Get(await world.Kind(draft, ReferralKind.Community));
        await world.Get(await world.PersonalDetails(draft));
        Assert.Equal(
            ReferralKind.Community,
            (await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())))).Kind
        );
    }

    [Fact]
    public async Task A_person_nobody_is_allocated_to_can_be_sent_with_a_practitioner_entered_here_defect_5()
    {
        // 7.1 no. 5: an overridden name passed only when nDelius had one, and "undefined undefined" was stored without one
        var person = world.NewPerson();
        person.Officer = new(false, null, null, null, null, null, null, null);
        var draft = await world.Start(person);
        await world.Get(await world.Kind(draft, ReferralKind.Community));
        var units = (await world.Get(new GetPractitionerDetails(draft))).DeliveryUnits;
        var blank = await world.Practitioner(draft);

        Assert.Equal(["Name", "Pdu"], (await world.Send(blank)).Refusals.Select(r => r.Field));
        await world.Get(blank with { CommandId = Guid.NewGuid(), Name = "Ada Typed", Pdu = units[0] });
        await world.AnswerCommon(draft, world.Single);

        var sent = await world.Sent(await world.Get(new SendReferral(draft, Guid.NewGuid())));
        Assert.Equal(
            (new SourcedValue("Ada Typed", null), SourcedValue.Unknown, null),
            (sent.Practitioner.Name, sent.Practitioner.Email, sent.Practitioner.AccountId)
        );
    }

    [Fact]
    public async Task A_form_of_a_section_that_the_other_tab_made_pointless_is_refused_and_stores_nothing()
    {
        var draft = await world.Start(world.PersonOf(ReferralKind.PreRelease));
        await world.Get(await world.Kind(draft, ReferralKind.PreRelease));
        var late = await world.Release(draft, "unknown", reason: "Parole");
        await world.Get(await world.Kind(draft, ReferralKind.Community));

        Assert.Equal("section-not-asked", (await world.Send(late)).Refusal!.Code);
        Assert.Equal(
            0L,
            await world.Ask<long>($"select count(*) from draft where id = '{draft}' and fields::text like '%Parole%'")
        );
    }

    private async Task<bool> CanOpen(DraftId draft, string slug) =>
        slug switch
        {
            "prison" => !(await world.Send(new GetPrison(draft))).IsRefused,
            "release-date" => !(await world.Send(new GetReleaseDate(draft))).IsRefused,
            "expected-office" => !(await world.Send(new GetExpectedOffice(draft))).IsRefused,
            _ => !(await world.Send(new GetMainContact(draft))).IsRefused,
        };
}
