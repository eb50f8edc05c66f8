using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Tests.Referring;
using RefMon.Domain;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class SavedSearchTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private static readonly Viewer CaseworkerOfASupplier = new(
        "c-1",
        "cara.case",
        "Cara Case",
        null,
        Role.Caseworker,
        DemonstrationSuppliers.Larkmead.Id,
        DemonstrationSuppliers.Larkmead.Name,
        null,
        []
    );

    [Fact]
    public async Task Words_typed_are_kept_and_found_again_by_their_id()
    {
        var id = await world.Get(new SaveSearchWords(Guid.NewGuid(), "  homeless women "));

        var found = await world.Get(new SearchServices([], [], Words: id));

        Assert.Equal("homeless women", found.Words);
        Assert.Contains(found.Services, service => service.Title.StartsWith("Women", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_account_gets_the_same_answer_as_for_an_id_that_does_not_exist()
    {
        var id = await world.Get(new SaveSearchWords(Guid.NewGuid(), "homeless"));

        var other = await world.Send(new SearchServices([], [], Words: id), ReferringWorld.OtherPractitioner);
        var none = await world.Send(
            new SearchServices([], [], Words: new(Guid.NewGuid())),
            ReferringWorld.OtherPractitioner
        );

        Assert.Equal(RefusalKind.NotFound, other.Refusal!.Kind);
        Assert.Equal(none.Refusal, other.Refusal);
    }

    [Fact]
    public async Task A_second_click_keeps_the_words_once()
    {
        var command = new SaveSearchWords(Guid.NewGuid(), "twice over");

        var first = await world.Get(command);
        var second = await world.Get(command);

        Assert.Equal(first, second);
        Assert.Equal(1L, await world.Ask<long>("select count(*) from saved_search where words = 'twice over'"));
    }

    [Theory]
    [InlineData("", "words-missing")]
    [InlineData(" \t ", "words-missing")]
    [InlineData(null, "words-missing")]
    public async Task Nothing_to_search_for_is_refused(string? words, string code)
    {
        var refused = await world.Send(new SaveSearchWords(Guid.NewGuid(), words!));

        Assert.Equal((code, "Words"), (refused.Refusal!.Code, refused.Refusal.Field));
    }

    [Fact]
    public async Task Up_to_200_characters_are_kept_and_more_are_refused()
    {
        Assert.False((await world.Send(new SaveSearchWords(Guid.NewGuid(), new string('w', 200)))).IsRefused);

        var refused = await world.Send(new SaveSearchWords(Guid.NewGuid(), new string('w', 201)));

        Assert.Equal("words-too-long", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Odd_characters_are_kept_as_typed_except_the_null_character()
    {
        var id = await world.Get(new SaveSearchWords(Guid.NewGuid(), "Tŷ '; drop table\0 <b>😀"));

        Assert.Equal("Tŷ '; drop table <b>😀", (await world.Get(new SearchServices([], [], Words: id))).Words);
    }

    [Fact]
    public async Task Words_are_forgotten_when_their_owner_searches_again_a_month_later()
    {
        var old = await world.Get(new SaveSearchWords(Guid.NewGuid(), "a month ago"));
        var before = world.Clock.Now;
        world.Clock.Now = before.AddDays(31);
        await world.Get(new SaveSearchWords(Guid.NewGuid(), "now"));
        world.Clock.Now = before;

        Assert.True((await world.Send(new SearchServices([], [], Words: old))).IsRefused);
    }

    [Fact]
    public async Task The_words_stand_nowhere_but_in_the_saved_search()
    {
        await world.Get(new SaveSearchWords(Guid.NewGuid(), "Zebedee Quux"));

        Assert.Equal(
            0L,
            await world.Ask<long>("select count(*) from audit_entry a where to_jsonb(a)::text like '%Zebedee%'")
        );
        Assert.Equal(
            0L,
            await world.Ask<long>("select count(*) from command_record c where to_jsonb(c)::text like '%Zebedee%'")
        );
        Assert.DoesNotContain("Zebedee", new SaveSearchWords(Guid.NewGuid(), "Zebedee Quux").ToString());
    }

    [Fact]
    public async Task Suppliers_staff_do_not_search_the_catalogue()
    {
        var search = await world.Send(new SearchServices([], []), CaseworkerOfASupplier);
        var words = await world.Send(new SaveSearchWords(Guid.NewGuid(), "homeless"), CaseworkerOfASupplier);

        Assert.Equal(RefusalKind.Forbidden, search.Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, words.Refusal!.Kind);
    }
}
