using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace RefMon.Domain.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("X123456", "X123456")]
    [InlineData("  x123456 ", "X123456")]
    public void A_crn_is_read_as_people_type_it(string typed, string value)
    {
        Assert.True(Crn.TryParse(typed, out var crn));
        Assert.Equal(value, crn.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("X12345")]
    [InlineData("X1234567")]
    [InlineData("1234567")]
    [InlineData("XX23456")]
    [InlineData("X１２３４５６")]
    [InlineData("É123456")]
    [InlineData("X12345'")]
    public void Anything_else_is_not_a_crn(string? typed)
    {
        Assert.False(Crn.TryParse(typed, out var crn));
        Assert.Null(crn);
    }

    [Fact]
    public void A_crn_does_not_show_itself_in_logs() =>
        Assert.DoesNotContain("123456", $"{Samples.Person} {Samples.Person.Crn}", StringComparison.Ordinal);

    [Fact]
    public void Every_generated_reference_can_be_read_and_confuses_nobody()
    {
        var seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                seeds,
                seed =>
                {
                    var reference = ReferralReference.Generate("Social inclusion", new Random(seed));
                    var value = reference.Value;
                    return ReferralReference.TryParse(value.ToLowerInvariant(), out var read)
                        && read == reference
                        && value.EndsWith("SO", StringComparison.Ordinal)
                        && !value[..2].Contains('I')
                        && !value[..2].Contains('O')
                        && !(value.Contains('0') && value.Contains('O'))
                        && !(value.Contains('1') && value.Contains('I'))
                        && !(value.Contains('5') && value.Contains('S'))
                        && !(value.Contains('8') && value.Contains('B'));
                }
            )
        );
    }

    [Fact]
    public void References_are_spread_over_the_whole_range()
    {
        var random = new Random(1);
        var drawn = Enumerable
            .Range(0, 2000)
            .Select(_ => ReferralReference.Generate("Accommodation", random))
            .ToHashSet();
        Assert.True(drawn.Count > 1990);
    }

    [Theory]
    [InlineData("IC2673AC")]
    [InlineData("AO2673AC")]
    [InlineData("AC267AC")]
    [InlineData("AC26734C")]
    [InlineData("AC2673A")]
    [InlineData("SC2573AC")]
    [InlineData("BC2873AC")]
    [InlineData("AC2073SO")]
    [InlineData(null)]
    public void Anything_never_issued_is_not_a_reference(string? typed) =>
        Assert.False(ReferralReference.TryParse(typed, out _));

    [Fact]
    public void The_suffix_comes_from_the_letters_of_the_contract_type()
    {
        Assert.EndsWith(
            "WO",
            ReferralReference.Generate("Women's services", new Random(2)).Value,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => ReferralReference.Generate("7", new Random(2)));
    }

    [Fact]
    public void Ids_are_plain_strings_in_json_also_as_keys()
    {
        var id = new ReferralId(Samples.Id(7));
        var json = JsonSerializer.Serialize(new Dictionary<ReferralId, ReferralId?> { [id] = id }, DomainJson.Options);

        Assert.Equal($"{{\"{id.Value}\":\"{id.Value}\"}}", json);
        Assert.Equal(
            id,
            JsonSerializer.Deserialize<Dictionary<ReferralId, ReferralId?>>(json, DomainJson.Options)![id]
        );
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ReferralId>("\"nonsense\"", DomainJson.Options));
    }
}
