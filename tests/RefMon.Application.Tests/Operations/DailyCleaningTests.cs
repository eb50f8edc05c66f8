using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.Tests.Referring;
using Xunit;

namespace RefMon.Application.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class DailyCleaningTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    [Fact]
    public async Task What_has_served_its_purpose_goes_after_a_month_and_the_rest_stays()
    {
        var cleaning = new DailyCleaning(world.Database, world.Clock);
        var deleted = await world.Start();
        await world.Get(new DeleteDraft(deleted, Guid.NewGuid()));
        var open = await world.Start();
        await Reserve("AA1111AA", open.Value);
        await Reserve("AA2222AA", deleted.Value);
        await Search();

        world.Clock.Now += DailyCleaning.Kept - TimeSpan.FromMinutes(1);
        Assert.Equal(new Cleaned(0, 0, 0), await cleaning.Run(default));
        await Search();
        world.Clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(new Cleaned(1, 1, 1), await cleaning.Run(default));
        Assert.Equal(new Cleaned(0, 0, 0), await cleaning.Run(default));

        Assert.Equal(
            "AA1111AA",
            await world.Ask<string>("select string_agg(reference, ',') from reference_reservation")
        );
        Assert.Equal(1L, await world.Ask<long>("select count(*) from saved_search"));
        Assert.Equal("not-found", (await world.Send(new GetDraft(deleted))).Refusal!.Code);
        Assert.False((await world.Send(new GetDraft(open))).IsRefused);
    }

    private async Task Reserve(string reference, Guid referral)
    {
        await using var command = world.Database.CreateCommand(
            "insert into reference_reservation (reference, reserved_at, referral_id) values ($1, $2, $3)"
        );
        command.Parameters.Add(new() { Value = reference });
        command.Parameters.Add(new() { Value = world.Clock.Now });
        command.Parameters.Add(new() { Value = referral });
        await command.ExecuteNonQueryAsync();
    }

    private async Task Search()
    {
        await using var command = world.Database.CreateCommand(
            "insert into saved_search (id, account_id, words, created_at) values (gen_random_uuid(), 'p-1', 'words', $1)"
        );
        command.Parameters.Add(new() { Value = world.Clock.Now });
        await command.ExecuteNonQueryAsync();
    }
}
