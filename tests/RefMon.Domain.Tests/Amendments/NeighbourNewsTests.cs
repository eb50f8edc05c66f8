using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Tests.Amendments;

[Trait("Capability", "Amendments")]
public sealed class NeighbourNewsTests
{
    private static readonly DateTimeOffset At = Given.MondayMorning.AddDays(3);
    private static readonly StaffMember By = StaffMember.System;

    public static TheoryData<INeighbourNews> News =>
        [
            new PractitionerReported(
                By,
                At,
                "Ann Hill",
                "ann@probation.example",
                null,
                null,
                "Gwent",
                null,
                "probation-9"
            ),
            new PersonNameReported(By, At, "Llŷr", "Rees"),
            new IdentifiersReported(By, At, Crn.Parse("X999999"), "A1234BC"),
            new PersonRecordsMerged(By, At, new PersonId(Samples.Id(77)), Crn.Parse("X777777"), Crn.Parse("X123456")),
            new CustodyReported(By, At, Samples.Custody with { PrisonId = "MDI" }),
            new ReleaseReported(By, At, new DateOnly(2026, 11, 5)),
            new RestrictionReported(By, At, true),
            new DeathReported(By, At, null),
        ];

    [Theory]
    [MemberData(nameof(News))]
    public void News_is_followed_once_in_any_stage(INeighbourNews news)
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var story = Given.AReferralIn(stage);
            Assert.Same(news, Assert.Single(FollowNews.Decide(story.Referral, news).Events));
            story.Accept(FollowNews.Decide(story.Referral, news));
            Assert.Empty(FollowNews.Decide(story.Referral, news).Events);
            Assert.Equal(stage, story.Referral.Stage);
        }
    }

    [Fact]
    public void The_first_practitioner_named_replaces_the_main_point_of_contact()
    {
        var contact = Samples.CompleteReferral.Practitioner! with { Role = "Keyworker", Establishment = "Leeds" };
        var story = Given.AReferralOf(Samples.PreReleaseReferral with { Practitioner = contact });
        var named = new PractitionerReported(By, At, "Ann Hill", null, null, null, "Gwent", null, "p-9");
        story.Accept(FollowNews.Decide(story.Referral, named));

        var practitioner = story.Referral.Referring.Practitioner;
        Assert.Equal(("Ann Hill", (string?)null), (practitioner.Name.Shown(), practitioner.Email.Shown()));
        Assert.Equal((null, null, "p-9"), (practitioner.Role, practitioner.Establishment, practitioner.AccountId));
    }

    [Fact]
    public void A_release_ends_the_urgency_of_an_imminent_release_only()
    {
        foreach (var reason in Enum.GetValues<UrgencyReason>())
        {
            var urgent = Samples.PreReleaseReferral with
            {
                Urgency = new(reason, reason is UrgencyReason.Other ? "Soon" : null),
            };
            var story = Given.AReferralOf(urgent);
            story.Accept(FollowNews.Decide(story.Referral, new ReleaseReported(By, At, new DateOnly(2026, 11, 5))));
            Assert.Equal(reason is UrgencyReason.ReleaseSoon, story.Referral.Referring.Urgency is null);
            Assert.Equal(reason is UrgencyReason.ReleaseSoon, ReferralDetails.Fold(story.Events)!.Now.Urgency is null);
        }
    }

    [Fact]
    public void A_typed_practitioner_detail_stands_before_the_new_one_from_ndelius()
    {
        var story = Given.ASentReferral();
        story.Accept(
            FollowNews.Decide(
                story.Referral,
                new PractitionerReported(By, At, "Ann Hill", "ann@p.example", null, null, "Gwent", null, "p-9")
            )
        );
        var practitioner = story.Referral.Referring.Practitioner;
        Assert.Equal(
            ("Ann Hill", "sian@probation.example", "p-9"),
            (practitioner.Name.Shown(), practitioner.Email.Shown(), practitioner.AccountId)
        );
    }

    [Fact]
    public void A_merge_keeps_every_number_the_person_had()
    {
        var story = Given.ASentReferral();
        story.Accept(FollowNews.Decide(story.Referral, new IdentifiersReported(By, At, Crn.Parse("X222222"), null)));
        story.Accept(
            FollowNews.Decide(
                story.Referral,
                new PersonRecordsMerged(
                    By,
                    At,
                    new PersonId(Samples.Id(77)),
                    Crn.Parse("X333333"),
                    Crn.Parse("X222222")
                )
            )
        );
        var person = story.Referral.Referring.Person;
        Assert.Equal(Crn.Parse("X333333"), person.Crn);
        Assert.Equal(new PersonId(Samples.Id(77)), person.Id);
        Assert.Equal(["X123456", "X222222"], person.FormerCrns.Select(c => c.Value));
    }

    [Fact]
    public void Details_of_the_person_are_followed_once_while_the_referral_is_open()
    {
        var moved = Samples.Details(1);
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var story = Given.AReferralIn(stage);
            Assert.Empty(FollowPersonDetails.Decide(story.Referral, story.Details, Samples.Details(0), At).Events);

            var followed = FollowPersonDetails.Decide(story.Referral, story.Details, moved, At);
            if (stage is Stage.Concluded)
            {
                Assert.Empty(followed.Events);
                continue;
            }
            story.Accept(followed);

            var news = Assert.IsType<PersonDetailsReported>(Assert.Single(followed.Events));
            Assert.Equal([PersonDetail.Address], news.Changed);
            Assert.Equal(["1 New Street", "Testham"], story.Details.Now.Person.AddressLines);
            Assert.Null(story.Details.AsSent.Person.AddressLines);
            Assert.Empty(FollowPersonDetails.Decide(story.Referral, story.Details, moved, At.AddDays(1)).Events);
        }
    }

    [Fact]
    public void Every_detail_that_differs_is_named_and_stands()
    {
        var story = Given.ASentReferral();
        var now = new PersonDetails(
            new DateOnly(1991, 3, 1),
            "Female",
            "White",
            "English",
            [],
            "None",
            ["2 Away Road"],
            ["07700 900999"],
            "new@example.org"
        );
        story.Accept(FollowPersonDetails.Decide(story.Referral, story.Details, now, At));

        var news = Assert.IsType<PersonDetailsReported>(story.Events[^1]);
        Assert.Equal(Enum.GetValues<PersonDetail>(), news.Changed);
        Assert.Empty(PersonDetails.Of(story.Details.Now.Person).ChangedFrom(now));
        // numbers in another order are the same numbers
        var two = now with
        {
            Phones = ["01632 960001", "01632 960002"],
        };
        Assert.Empty((two with { Phones = [.. two.Phones.Reverse()] }).ChangedFrom(two));
        Assert.Single(two.ChangedFrom(now with { Phones = ["01632 960001"] }));
        Assert.Equal(now.DateOfBirth, story.Referral.Referring.Person.DateOfBirth);
    }

    [Theory]
    [InlineData("York", null)]
    [InlineData(null, "No address to go to")]
    public void Where_somebody_is_expected_stays_known_when_they_are_released(string? office, string? why)
    {
        var held = Samples.Custody with { ExpectedOffice = office, ExpectedOfficeUnknownReason = why };
        var story = Given.AReferralOf(Samples.PreReleaseReferral with { Custody = held });
        Assert.Null(story.Details.Released);

        var day = new DateOnly(2026, 11, 5);
        story.Accept(FollowNews.Decide(story.Referral, new ReleaseReported(By, At, day)));
        Assert.Equal(new ReleaseStatement(day, office, why), story.Details.Released);

        story.Accept(FollowNews.Decide(story.Referral, new CustodyReported(By, At, held with { PrisonId = "MDI" })));
        Assert.Null(story.Details.Released);
    }

    [Fact]
    public void A_release_ends_custody()
    {
        var story = Given.AReferralOf(Samples.PreReleaseReferral);
        story.Accept(FollowNews.Decide(story.Referral, new ReleaseReported(By, At, new DateOnly(2026, 11, 5))));
        Assert.Null(story.Referral.Referring.Custody);
        Assert.Null(story.Details.Now.Custody);
        Assert.Equal(new DateOnly(2026, 11, 5), story.Referral.Referring.Person.ReleasedOn);
    }
}
