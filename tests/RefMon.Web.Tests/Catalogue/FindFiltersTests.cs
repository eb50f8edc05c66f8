using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Web.Catalogue;
using Xunit;

namespace RefMon.Web.Tests.Catalogue;

[Trait("Capability", "Catalogue")]
public sealed class FindFiltersTests
{
    private static readonly SavedSearchId Kept = new(new Guid("8f2c1a4e-58d6-4a0b-9c70-2f8f5a1e7d11"));

    private static readonly FindFilters Everything = new(
        ["accommodation", "social-inclusion"],
        ["A"],
        "female",
        "23",
        YoungAdultsOnly: true,
        Kept
    );

    [Fact]
    public void The_address_carries_codes_and_the_opaque_id_of_the_words()
    {
        Assert.Equal(
            $"/find?need=accommodation&need=social-inclusion&region=A&sex=female&age=23&young=18-25&words={Kept}&page=2",
            Everything.Address(2)
        );
        Assert.Equal("/find", FindFilters.None.Address());
    }

    [Fact]
    public void Whatever_an_address_held_is_encoded_again()
    {
        var filters = FindFilters.None with { Regions = ["a&need=b\"><script>"] };

        Assert.Equal("/find?region=a%26need%3Db%22%3E%3Cscript%3E", filters.Address());
    }

    [Theory]
    [InlineData("23", 23)]
    [InlineData(" 40 ", 40)]
    [InlineData("", null)]
    [InlineData("abc", null)]
    [InlineData("-5", null)]
    [InlineData("9", null)]
    [InlineData("121", null)]
    [InlineData("18.5", null)]
    [InlineData("99999999999", null)]
    public void An_age_is_a_whole_number_of_years(string text, int? years)
    {
        var filters = FindFilters.None with { Age = text };

        Assert.Equal(years, filters.AgeInYears);
        Assert.Equal(years is null && text.Length > 0, filters.AgeIsWrong);
    }

    [Fact]
    public void Each_filter_in_force_has_a_link_that_takes_only_it_off()
    {
        var found = new FoundServices(
            [],
            0,
            1,
            20,
            "debt in Leeds",
            new(
                [new("accommodation", "Accommodation"), new("social-inclusion", "Social inclusion")],
                [new("A", "North East")]
            )
        );

        var groups = Everything.Selected(found).ToDictionary(group => group.Heading, group => group.Items);

        Assert.Equal(["“debt in Leeds”"], groups["Words"].Select(link => link.Text));
        Assert.Equal(["Accommodation", "Social inclusion"], groups["Need"].Select(link => link.Text));
        Assert.Equal((Everything with { Needs = ["social-inclusion"] }).Address(), groups["Need"][0].Href);
        Assert.Equal((Everything with { Regions = [] }).Address(), Assert.Single(groups["Region"]).Href);
        Assert.Equal(
            ("Open to women", (Everything with { Sex = null }).Address()),
            (groups["Sex"][0].Text, groups["Sex"][0].Href)
        );
        Assert.Equal(["Open to people aged 23", "Only for ages 18 to 25"], groups["Age"].Select(link => link.Text));
    }

    [Fact]
    public void A_services_page_finds_its_way_back_to_the_search()
    {
        var service = new FoundService(
            new ServiceId(new Guid("11111111-1111-8111-8111-111111111111")),
            "Title",
            "Summary",
            "Supplier",
            null!,
            []
        );

        Assert.Equal(
            "/services/11111111-1111-8111-8111-111111111111?found=region%3DA%26page%3D3",
            (FindFilters.None with { Regions = ["A"] }).AddressOf(service, 3)
        );
        Assert.Equal("/services/11111111-1111-8111-8111-111111111111", FindFilters.None.AddressOf(service, 1));
    }
}
