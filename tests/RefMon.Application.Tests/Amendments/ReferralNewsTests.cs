using RefMon.Application.Amendments;
using RefMon.Application.History;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;
using SentReferral = RefMon.Application.Tests.CaseLists.SentReferral;

namespace RefMon.Application.Tests.Amendments;

/// <summary>What neighbours say now against what a referral says: pure, one case each.</summary>
[Trait("Capability", "Amendments")]
public sealed class ReferralNewsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);

    private static readonly ResponsibleOfficer Omar = new(
        Allocated: true,
        "Omar Officer",
        "omar.officer",
        "omar@justice.example",
        "020 7946 0001",
        "020 7946 0002",
        "North unit",
        null
    );

    [Fact]
    public void The_same_again_is_no_news() =>
        Assert.Empty(News(Sent(), new(Person(), Officer: Omar, OfficerAccount: "omar")));

    [Fact]
    public void An_address_that_somebody_left_is_news_with_what_changed_named()
    {
        var moved = Person() with
        {
            Addresses = [new("Previous", ["1 Test Street"], null), new("Main", ["2 Refuge Road"], "TE1 1ST")],
            Phones = ["07700 900999"],
        };

        var news = Assert.IsType<PersonDetailsReported>(Assert.Single(News(Sent(), new(moved))));

        Assert.Equal(["2 Refuge Road", "TE1 1ST"], news.Details.AddressLines);
        Assert.Equal(
            "brought the person’s address and phone numbers up to date from nDelius",
            HistoryEntry.Of(news).What
        );
    }

    [Fact]
    public void Nobody_named_leaves_the_practitioner_who_was()
    {
        var nobody = Omar with { Allocated = false, Name = null, Username = null };
        Assert.Empty(News(Sent(), new(Officer: nobody)));
    }

    [Fact]
    public void What_was_emptied_on_purpose_stays_empty_while_the_practitioner_is_the_same()
    {
        var sent = Sent() with { };
        sent = sent with { Practitioner = sent.Practitioner with { Phone = SourcedValue.Unknown } };
        var news = Assert.IsType<PractitionerReported>(
            Assert.Single(News(sent, new(Officer: Omar with { Email = "new@justice.example" }, OfficerAccount: "omar")))
        );
        Assert.Equal((null, "new@justice.example", false), (news.Phone, news.Email, news.IsSomebodyElse));
    }

    [Fact]
    public void What_was_typed_about_one_practitioner_does_not_stand_for_the_next()
    {
        var sent = Sent();
        sent = sent with { Practitioner = sent.Practitioner with { Phone = new SourcedValue("01632 1", Omar.Phone) } };
        var lee = Omar with { Name = "Lee Lead", Username = "lee.lead", Phone = "01632 2" };
        var referral = After(sent, new(Officer: lee, OfficerAccount: "lee"));
        Assert.Equal(
            ("Lee Lead", "01632 2", "lee"),
            (
                referral.Referring.Practitioner.Name.Shown(),
                referral.Referring.Practitioner.Phone.Shown(),
                referral.Referring.Practitioner.AccountId
            )
        );
    }

    [Fact]
    public void An_account_made_since_does_not_make_them_somebody_else()
    {
        var sent = Sent();
        sent = sent with { Practitioner = sent.Practitioner with { AccountId = null } };
        var news = Assert.IsType<PractitionerReported>(
            Assert.Single(News(sent, new(Officer: Omar, OfficerAccount: "omar")))
        );
        Assert.Equal(("omar", false), (news.AccountId, news.IsSomebodyElse));
    }

    [Theory]
    [InlineData(ReleaseDateSource.Practitioner, null, "2027-01-10", "2026-12-24")]
    [InlineData(ReleaseDateSource.Practitioner, "2027-02-02", "2027-01-10", "2027-02-02")]
    [InlineData(ReleaseDateSource.Prison, null, "2027-01-10", "2027-01-10")]
    [InlineData(ReleaseDateSource.Prison, null, "2026-12-24", "2026-12-24")]
    [InlineData(ReleaseDateSource.Practitioner, "2026-11-17", null, "2026-12-24")]
    public void A_practitioners_release_date_stands_until_the_prison_confirms_one(
        ReleaseDateSource source,
        string? confirmed,
        string? expected,
        string stands
    )
    {
        var known = new CustodyStatement(
            "LEI",
            "Leeds",
            new DateOnly(2026, 12, 24),
            source,
            ReleaseDateConfidence.Expected,
            null,
            "An office",
            null
        );
        var prisoner = new Prisoner(
            "A1234BC",
            new Prison("MDI", "Moorland"),
            Day(expected),
            Day(confirmed),
            null,
            null
        );
        var custody = After(
            Sent() with
            {
                Custody = known,
            },
            new(Person() with { Status = CustodyStatus.Custody }, Prison: new(prisoner))
        ).Referring.Custody!;
        Assert.Equal(
            ("Moorland", Day(stands), "An office"),
            (custody.PrisonName, custody.ReleaseDate, custody.ExpectedOffice)
        );
        Assert.Equal(confirmed == stands, custody.ReleaseDateConfidence is ReleaseDateConfidence.Confirmed);
    }

    [Theory]
    [InlineData(null, "2025-03-04")]
    [InlineData("2025-03-04", null)]
    [InlineData(null, null)]
    public void A_date_that_has_passed_takes_no_reason_away(string? confirmed, string? conditional)
    {
        var known = new CustodyStatement("LEI", "Leeds", null, null, null, "Recalled, parole in May", null, null);
        var prisoner = Held("LEI", "Leeds", confirmed: confirmed) with { ConditionalReleaseDate = Day(conditional) };

        Assert.Empty(News(Sent() with { Custody = known }, InPrison(prisoner)));

        var nothingKnown = After(Sent(), InPrison(prisoner)).Referring.Custody!;
        Assert.Equal((null, null), (nothingKnown.ReleaseDate, nothingKnown.ReleaseDateConfidence));
        Assert.NotNull(nothingKnown.ReleaseDateUnknownReason);
    }

    [Theory]
    [InlineData(ReleaseDateConfidence.Confirmed, null)]
    [InlineData(ReleaseDateConfidence.Confirmed, "2025-03-04")]
    [InlineData(ReleaseDateConfidence.Expected, null)]
    public void A_date_that_the_prison_has_withdrawn_is_no_longer_its(ReleaseDateConfidence was, string? now)
    {
        var known = Leeds(new(2026, 12, 24), was);
        var answers = InPrison(Held("LEI", "Leeds", expected: now));
        var sent = Sent() with { Custody = known };

        var news = News(sent, answers);

        var custody = Assert.IsType<CustodyReported>(Assert.Single(news)).Custody;
        Assert.Equal(
            (null, null, null),
            (custody.ReleaseDate, custody.ReleaseDateSource, custody.ReleaseDateConfidence)
        );
        Assert.Equal(
            "The prison no longer gives 24 December 2026 as the release date",
            custody.ReleaseDateUnknownReason
        );
        Assert.Contains("no release date", HistoryEntry.Of(news[0]).What, StringComparison.Ordinal);
        // told once
        Assert.Empty(
            ReferralNews.Of(
                Referral.Fold([sent, .. news])!,
                ReferralDetails.Fold([sent, .. news])!,
                answers,
                Now.AddDays(1)
            )
        );
    }

    [Fact]
    public void The_day_of_release_passes_without_news_while_the_prison_gives_the_same_date()
    {
        var sent = Sent() with { Custody = Leeds(new(2026, 11, 17), ReleaseDateConfidence.Confirmed) };

        Assert.Empty(News(sent, InPrison(Held("LEI", "Leeds", confirmed: "2026-11-17"))));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("2025-01-10", false)]
    [InlineData("2027-02-11", false)]
    [InlineData("2027-02-10", true)]
    public void Who_stays_beyond_twelve_weeks_needs_neither_date_nor_reason(string? expected, bool isNews)
    {
        var sent = Sent() with
        {
            Kind = ReferralKind.UnallocatedStaying,
            Custody = new("LEI", "Leeds", null, null, null, null, null, null),
        };

        Assert.Equal(isNews, News(sent, InPrison(Held("LEI", "Leeds", expected: expected))).Count > 0);

        var moved = After(sent, InPrison(Held("MDI", "Moorland"))).Referring.Custody!;
        Assert.Equal(("Moorland", null), (moved.PrisonName, moved.ReleaseDateUnknownReason));
    }

    [Theory]
    [InlineData(null, CustodyReported.NoDateGiven)]
    [InlineData("2025-01-10", CustodyReported.DateHasPassed)]
    public void Who_stays_beyond_twelve_weeks_loses_the_reason_that_an_earlier_sweep_gave(string? expected, string why)
    {
        var sent = Sent() with
        {
            Kind = ReferralKind.UnallocatedStaying,
            Custody = new("LEI", "Leeds", null, null, null, null, null, null),
        };
        var earlier = new CustodyReported(
            StaffMember.System,
            Now,
            sent.Custody with
            {
                ReleaseDateUnknownReason = why,
            }
        );
        var answers = InPrison(Held("LEI", "Leeds", expected: expected));

        var swept = Referral.Fold([sent, earlier])!;
        var back = Referral.Fold([sent, new ReleaseReported(StaffMember.System, Now, new(2026, 11, 5))])!;
        var releasing = Referral.Fold([sent with { Kind = ReferralKind.UnallocatedReleasing }, earlier])!;

        Assert.Equal(sent.Custody, swept.Referring.Custody);
        var details = ReferralDetails.Fold([sent])!;
        Assert.Empty(ReferralNews.Of(swept, details, answers, Now.AddDays(1)));
        var returned = Assert.IsType<CustodyReported>(
            Assert.Single(ReferralNews.Of(back, details, answers, Now.AddDays(1)))
        );
        Assert.Equal(sent.Custody, returned.Custody);
        Assert.Equal(why, releasing.Referring.Custody!.ReleaseDateUnknownReason);
    }

    [Fact]
    public void A_release_needs_nDelius_and_the_prisons_to_agree()
    {
        var held = Sent() with { Custody = new("LEI", "Leeds", null, null, null, "Unknown", null, null) };
        var prisoner = new Prisoner("A1234BC", new Prison("LEI", "Leeds"), null, null, null, null);
        Assert.Empty(News(held, new(Person(), Prison: new(prisoner))));
        Assert.Empty(News(held, new(Person() with { Status = CustodyStatus.Custody }, Prison: new(null))));
        Assert.IsType<ReleaseReported>(Assert.Single(News(held, new(Person(), Prison: new(null)))));
    }

    [Fact]
    public void A_concluded_referral_follows_who_the_person_is_and_who_may_see_them_and_nothing_else()
    {
        var sent = Sent();
        IReferralEvent[] events =
        [
            sent,
            new ReferralReturned(StaffMember.System, Now, ReturnReason.Unsuitable, "Not for us"),
        ];
        var concluded = Referral.Fold(events)!;
        var answers = new PersonAnswers(
            Person() with
            {
                LastName = "Renamed",
                Phones = ["07700 900999"],
            },
            new(["somebody"], null, [], null),
            Omar with
            {
                Name = "Lee Lead",
            },
            "lee",
            new(null)
        );
        Assert.Equal(
            [typeof(PersonNameReported), typeof(RestrictionReported)],
            ReferralNews.Of(concluded, ReferralDetails.Fold(events)!, answers, Now).Select(news => news.GetType())
        );
    }

    private static CustodyStatement Leeds(DateOnly release, ReleaseDateConfidence confidence) =>
        new("LEI", "Leeds", release, ReleaseDateSource.Prison, confidence, null, null, null);

    private static Prisoner Held(string code, string name, string? expected = null, string? confirmed = null) =>
        new("A1234BC", new Prison(code, name), Day(expected), Day(confirmed), null, null);

    private static PersonAnswers InPrison(Prisoner prisoner) =>
        new(Person() with { Status = CustodyStatus.Custody }, Prison: new(prisoner));

    private static DateOnly? Day(string? text) =>
        text is null
            ? null
            : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static IReadOnlyList<IReferralEvent> News(ReferralSent sent, PersonAnswers answers) =>
        ReferralNews.Of(Referral.Fold([sent])!, ReferralDetails.Fold([sent])!, answers, Now);

    private static Referral After(ReferralSent sent, PersonAnswers answers) =>
        Referral.Fold([sent, .. News(sent, answers)])!;

    private static ReferralSent Sent()
    {
        var sent = new SentReferral { Crn = "X123456", Officer = "omar" }.ToEvent(Now);
        return sent with
        {
            Practitioner = new(
                new(null, Omar.Name),
                null,
                new(null, Omar.Email),
                new(null, Omar.Phone),
                new(null, Omar.TeamPhone),
                new(null, Omar.DeliveryUnit),
                SourcedValue.Unknown,
                AccountId: "omar"
            ),
        };
    }

    private static ProbationPerson Person() =>
        new(
            "X123456",
            null,
            "Rowan",
            "Example",
            new(1990, 2, 28),
            "Female",
            null,
            null,
            null,
            [],
            [new("Main", ["1 Test Street"], null)],
            [],
            null,
            null,
            CustodyStatus.Community,
            null
        );
}
