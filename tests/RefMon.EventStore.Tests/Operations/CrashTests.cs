using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class CrashTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    private readonly StoreNode node = store.Node;

    [Theory]
    [InlineData("select pg_terminate_backend(pg_backend_pid())")]
    [InlineData("select 1/0")]
    public async Task A_save_cut_off_before_or_after_any_of_its_statements_leaves_nothing(string cut)
    {
        var existing = await node.Open();
        var steps = int.MaxValue;
        for (var step = 0; step <= steps; step++)
        {
            await using var scope = node.Services.CreateAsyncScope();
            var session = (EventSession)scope.ServiceProvider.GetRequiredService<IEventSession>();
            await Work(session, existing);
            var statements = session.Build().Select(s => s.Command).ToList();
            steps = statements.Count;
            statements.Insert(step, new NpgsqlBatchCommand(cut));
            var before = await Everything();

            await using var batch = node.Database.CreateBatch();
            foreach (var statement in statements)
                batch.BatchCommands.Add(statement);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => batch.ExecuteNonQueryAsync());

            Assert.Equal(before, await Everything());
        }

        Assert.Equal(14, steps);
        await node.Save(session => Work(session, existing));
    }

    [Fact]
    public async Task A_connection_that_breaks_during_a_save_leaves_nothing_or_everything()
    {
        var random = new Random(42);
        var cut = 0;
        await using var outside = NpgsqlDataSource.Create(node.ConnectionString);
        for (var round = 0; round < 30; round++)
        {
            var id = Guid.NewGuid();
            var saving = Task.Run(() =>
                node.Save(session =>
                    session.StartStream<Tally>(
                        id,
                        Enumerable
                            .Range(0, 50)
                            .Select(i =>
                                i == 0 ? (object)new TallyOpened("cut", default) : new TallyCounted(Guid.NewGuid(), 1)
                            )
                    )
                )
            );
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 15));
            await using (
                var command = outside.CreateCommand(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = current_user and datname = current_database() and pid <> pg_backend_pid()"
                )
            )
                await command.ExecuteScalarAsync();
            var failed = await Record.ExceptionAsync(() => saving) is not null;
            cut += failed ? 1 : 0;
            // those waiting in the pool were cut off too
            node.Database.Clear();
            var state = await node.Ask<string>(
                "select (select count(*) from mt_events where stream_id = $1) || '|' || (select count(*) from mt_streams where id = $1) || '|' || (select count(*) from mt_doc_tally where id = $1) || '|' || (select count(*) from tally_row where id = $1) || '|' || (select count(*) from tally_entry where stream_id = $1)",
                id
            );
            // a broken connection may have committed before it broke; the command id tells a caller which
            Assert.True(state == "50|1|1|1|50" || (failed && state == "0|0|0|0|0"), state);
        }

        Assert.InRange(cut, 1, 30);
    }

    private static async Task Work(IEventSession session, Guid existing)
    {
        session.RecordCommand(new("account", Guid.NewGuid(), "hash", "{}"));
        (await session.FetchForWriting<Tally>(existing, default)).Append(
            new TallyCounted(Guid.NewGuid(), 1),
            new TallyCounted(Guid.NewGuid(), 2)
        );
        session.StartStream<Tally>(Guid.NewGuid(), new TallyOpened("other", default));
        session.Enlist(
            new NpgsqlBatchCommand("insert into draft values ($1, 1)")
            {
                Parameters = { new() { Value = Guid.NewGuid() } },
            },
            expectRows: 1
        );
    }

    private async Task<string> Everything() =>
        string.Join(
            '\n',
            await node.Rows(
                """
                select t::text from mt_streams t union all select t::text from mt_events t union all select t::text from mt_doc_tally t
                union all select t::text from tally_row t union all select t::text from tally_entry t union all select t::text from draft t
                union all select t::text from command_record t order by 1
                """
            )
        );
}
