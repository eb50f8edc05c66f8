using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.StandIns.Exchange;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>A section of a draft saved while nDelius is away: nothing that was typed is lost, whoever the person is.</summary>
[Trait("Capability", "Referring")]
[Collection(nameof(ReferringSite))]
public sealed class SilentNeighbourTests(ReferringSite site)
{
    private const string Words = "She asked for a service near home; mornings suit her best.";

    public static TheoryData<string, Behaviour> Troubles =>
        new()
        {
            { "down", Behaviour.Down },
            { "slow", Behaviour.Slow(TimeSpan.FromSeconds(2)) },
            { "half an answer", Behaviour.Nonsense(NonsenseKind.Truncated) },
        };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_section_is_saved_while_nDelius_does_not_answer_well(string trouble, Behaviour behaviour)
    {
        var person = site.NewPerson();
        var draft = await site.StartDraft(person.Crn);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/reason");
        await NotAskedForAnHour(person.Crn);
        site.StandIns.Controls.Set(StandInNeighbour.NDelius, behaviour);
        try
        {
            var saved = await practitioner.Send(page, ("Model.Reason", Words), ("Model.FurtherInformation", "None"));
            Assert.True((int)saved.Status == 200, $"{trouble}: {saved.Status}");
        }
        finally
        {
            site.StandIns.Controls.Clear();
        }
        Assert.Equal(Words, await Kept(draft));
    }

    [Fact]
    public async Task Ones_own_draft_about_a_restricted_person_says_that_nDelius_is_silent_and_gives_back_what_was_typed()
    {
        var person = site.NewPerson();
        site.StandIns.People.Change(person.Crn, p => p with { RestrictedTo = ["pat.practitioner"] });
        var draft = await site.StartDraft(person.Crn);
        using var practitioner = await site.SignIn();
        using var lead = await site.SignIn("practitioner-lead");
        var page = await practitioner.Get($"/refer/{draft}/reason");
        Assert.Equal(200, (int)page.Status);
        await NotAskedForAnHour(person.Crn);
        site.StandIns.Controls.Set(StandInOperation.Restrictions, Behaviour.Down);
        try
        {
            var silent = await practitioner.Get($"/refer/{draft}/reason");
            Assert.Equal((503, "A system we depend on is not answering"), ((int)silent.Status, silent.Heading));

            var refused = await practitioner.Send(page, ("Model.Reason", $"{Words} <script>'; drop"));
            Assert.Equal(503, (int)refused.Status);
            Assert.Equal($"{Words} <script>'; drop", refused.Document.QuerySelector("textarea[readonly]")?.TextContent);

            // to anybody else it does not exist, now as before
            Assert.Equal(404, (int)(await lead.Get($"/refer/{draft}/reason")).Status);
        }
        finally
        {
            site.StandIns.Controls.Clear();
        }
        Assert.Null(await Kept(draft));

        site.StandIns.People.Change(person.Crn, p => p with { RestrictedTo = ["somebody.else"] });
        await NotAskedForAnHour(person.Crn);
        var gone = await practitioner.Send(page, ("Model.Reason", Words));
        Assert.Equal((404, "Page not found"), ((int)gone.Status, gone.Heading));
        Assert.Equal(Words, gone.Document.QuerySelector("textarea[readonly]")?.TextContent);
    }

    private async Task<string?> Kept(DraftId draft) => (await site.Do(new GetReason(draft))).Reason;

    private async Task NotAskedForAnHour(string crn)
    {
        await using var command = site.Database.CreateCommand(
            "update limited_access set checked_at = checked_at - interval '1 hour' where crn = $1"
        );
        command.Parameters.Add(new() { Value = crn });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
