using RefMon.Application.Catalogue;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

[Trait("Capability", "Referring")]
[Collection(nameof(ReferringSite))]
public sealed class NewReferralTests(ReferringSite site)
{
    private static readonly string Start = $"/refer/new?service={ReferringSite.Accommodation.Id}";

    [Fact]
    public async Task The_page_says_which_service_it_is_and_asks_for_a_CRN()
    {
        using var practitioner = await site.SignIn();

        var page = await practitioner.Get(Start);

        Assert.Equal(200, (int)page.Status);
        Assert.Equal("Who do you want to refer?", page.Heading);
        Assert.Contains(ReferringSite.Accommodation.Supplier.Name, page.Text);
    }

    [Theory]
    [InlineData("", "Enter the person's CRN")]
    [InlineData("X12", "Enter the CRN as a letter and 6 numbers, like X123456")]
    [InlineData("<script>alert(1)</script>", "Enter the CRN as a letter and 6 numbers, like X123456")]
    [InlineData("X1234567", "Enter the CRN as a letter and 6 numbers, like X123456")]
    public async Task A_CRN_that_cannot_be_one_is_asked_for_again_as_it_was_typed(string typed, string message)
    {
        var (status, page) = await Look(typed);

        Assert.Equal(422, status);
        Assert.Equal([message], page.Errors);
        Assert.StartsWith("Error: ", page.Document.Title);
        Assert.Equal(typed, page.Typed("Model.Crn"));
    }

    [Theory]
    [InlineData(WellKnownPeople.Unknown)]
    [InlineData(WellKnownPeople.Restricted)]
    [InlineData(WellKnownPeople.Excluded)]
    public async Task Unknown_restricted_and_excluded_people_are_refused_with_the_same_words(string crn)
    {
        var (status, page) = await Look(crn);

        Assert.Equal(422, status);
        Assert.Equal(
            ["No person with that CRN can be found in nDelius. Check the CRN and that you have access to the person"],
            page.Errors
        );
        Assert.Equal(crn, page.Typed("Model.Crn"));
    }

    [Fact]
    public async Task A_person_who_has_died_is_refused_with_the_reason()
    {
        var (status, page) = await Look(WellKnownPeople.Deceased);

        Assert.Equal(409, status);
        Assert.StartsWith("nDelius records that this person died on", Assert.Single(page.Errors));
    }

    [Theory]
    [InlineData(WellKnownPeople.CustodyWithoutNomsNumber, "In prison", "Pat Practitioner")]
    [InlineData(WellKnownPeople.Unallocated, "In the community", "Nobody yet")]
    public async Task Where_nDelius_leaves_the_kind_open_the_page_says_what_it_has_and_asks_first(
        string crn,
        string location,
        string practitioner
    )
    {
        using var user = await site.SignIn();
        var confirm = await user.Send(await user.Get(Start), ("Model.Crn", crn));

        var first = await user.Send(confirm);

        Assert.Matches($"Location in nDelius +{location}", confirm.Text);
        Assert.Matches($"Probation practitioner in nDelius +{practitioner}", confirm.Text);
        Assert.Equal("Where the person is", first.Heading);
    }

    public static TheoryData<string, Behaviour> Troubles =>
        new()
        {
            { "down", Behaviour.Down },
            { "slow", Behaviour.Slow(TimeSpan.FromSeconds(20)) },
            { "a sign-in page", Behaviour.Nonsense(NonsenseKind.Html) },
            { "half an answer", Behaviour.Nonsense(NonsenseKind.Truncated) },
            { "somebody else", Behaviour.Nonsense(NonsenseKind.AnotherRecord) },
        };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task When_nDelius_does_not_answer_well_the_page_says_so_and_keeps_what_was_typed(
        string trouble,
        Behaviour behaviour
    )
    {
        site.StandIns.Controls.Set(StandInNeighbour.NDelius, behaviour);
        try
        {
            var (status, page) = await Look(WellKnownPeople.Ordinary);

            Assert.True(status == 503, $"{trouble}: {status}");
            Assert.Equal(["nDelius is not answering. Nothing was lost: try again in a few minutes."], page.Errors);
            Assert.Equal(WellKnownPeople.Ordinary, page.Typed("Model.Crn"));
        }
        finally
        {
            site.StandIns.Controls.Clear();
        }
    }

    [Fact]
    public async Task A_merged_CRN_is_followed_and_the_page_says_so()
    {
        using var practitioner = await site.SignIn();
        var asked = await practitioner.Get(Start);

        var confirm = await practitioner.Send(asked, ("Model.Crn", WellKnownPeople.MergedAway));
        var started = await practitioner.Send(confirm);

        Assert.Equal("Is this the right person?", confirm.Heading);
        Assert.Contains($"nDelius has merged the CRN you entered into {WellKnownPeople.MergeSurvivor}", confirm.Text);
        Assert.Contains(
            $"You entered CRN {WellKnownPeople.MergedAway}. nDelius has merged it into {WellKnownPeople.MergeSurvivor}",
            started.Text
        );
    }

    [Fact]
    public async Task A_CRN_may_be_typed_in_small_letters_and_with_spaces()
    {
        var crn = site.NewPerson().Crn;

        var (status, page) = await Look($" {crn[..4].ToLowerInvariant()} {crn[4..]} ");

        Assert.Equal(200, status);
        Assert.Contains(crn, page.Text);
    }

    [Fact]
    public async Task A_draft_that_is_there_already_is_continued_and_not_started_again()
    {
        var crn = site.NewPerson().Crn;
        var draft = await site.StartDraft(crn);

        var (_, page) = await Look(crn);

        Assert.Contains("You already have a draft of this referral", page.Text);
        Assert.Contains($"/refer/{draft}", page.Links());
    }

    [Fact]
    public async Task Another_live_referral_of_the_person_is_pointed_out_and_does_not_block()
    {
        var crn = site.NewPerson().Crn;
        var sent = await site.Do(
            new RefMon.Application.Referring.SendReferral(await site.CompleteDraft(crn), Guid.NewGuid())
        );
        using var practitioner = await site.SignIn();

        var asked = await practitioner.Get($"/refer/new?service={DemonstrationServices.EmploymentEastMidlands.Id}");
        var confirm = await practitioner.Send(asked, ("Model.Crn", crn));
        var started = await practitioner.Send(confirm);

        Assert.Contains("This person has another referral that is not finished", confirm.Text);
        Assert.Contains($"/referrals/{sent.Reference}", confirm.Links());
        Assert.Equal("Make a referral", started.Heading);
    }

    [Fact]
    public async Task A_service_that_may_not_be_for_the_person_is_pointed_out_and_does_not_block()
    {
        using var practitioner = await site.SignIn();
        var asked = await practitioner.Get($"/refer/new?service={DemonstrationServices.WomensServicesEastMidlands.Id}");

        var confirm = await practitioner.Send(asked, ("Model.Crn", site.NewPerson().Crn));
        var started = await practitioner.Send(confirm);

        Assert.Contains("This service is for women. nDelius records this person's sex as Male.", confirm.Text);
        Assert.Matches("^/refer/[0-9a-f-]{36}$", started.Path);
    }

    [Fact]
    public async Task Pressing_start_twice_gives_one_draft()
    {
        using var practitioner = await site.SignIn();
        var asked = await practitioner.Get(Start);
        var confirm = await practitioner.Send(asked, ("Model.Crn", site.NewPerson().Crn));

        var first = await practitioner.Send(confirm);
        var second = await practitioner.Send(confirm);

        Assert.Equal(first.Path, second.Path);
    }

    [Fact]
    public async Task A_closed_service_asks_for_nobody()
    {
        using var practitioner = await site.SignIn();

        var closed = await practitioner.Get(
            $"/refer/new?service={DemonstrationServices.ClosedEmploymentSouthCentral.Id}"
        );
        var future = await practitioner.Get(
            $"/refer/new?service={DemonstrationServices.FutureRecoveryKentSurreyAndSussex.Id}"
        );

        Assert.Contains("This service does not take new referrals any more.", closed.Text);
        Assert.Contains("This service does not take referrals before 1 April 2035.", future.Text);
        Assert.DoesNotContain("Model.Crn", closed.Html + future.Html);
    }

    [Fact]
    public async Task A_service_that_closes_while_the_page_is_open_is_refused_with_what_was_typed()
    {
        using var practitioner = await site.SignIn();
        var open = await practitioner.Get(Start);

        site.Time.Move(TimeSpan.FromDays(-3650));
        WebPage answer;
        try
        {
            answer = await practitioner.Send(open, ("Model.Crn", WellKnownPeople.Ordinary));
        }
        finally
        {
            site.Time.Move(TimeSpan.FromDays(3650));
        }

        Assert.Equal(409, (int)answer.Status);
        Assert.Equal(
            ["This service does not take new referrals now. Find another service for the person."],
            answer.Errors
        );
    }

    [Theory]
    [InlineData("/refer/new")]
    [InlineData("/refer/new?service=")]
    [InlineData("/refer/new?service=1")]
    [InlineData("/refer/new?service=00000000-0000-0000-0000-000000000000")]
    public async Task A_service_that_does_not_exist_is_a_page_that_does_not_exist(string address)
    {
        using var practitioner = await site.SignIn();
        Assert.Equal(404, (int)(await practitioner.Get(address)).Status);
    }

    [Fact]
    public async Task A_supplier_cannot_refer_anybody()
    {
        using var caseworker = await site.SignIn("caseworker");
        Assert.Equal(403, (int)(await caseworker.Get(Start)).Status);
    }

    private async Task<(int Status, WebPage Page)> Look(string crn)
    {
        using var practitioner = await site.SignIn();
        var page = await practitioner.Send(await practitioner.Get(Start), ("Model.Crn", crn));
        return ((int)page.Status, page);
    }
}
