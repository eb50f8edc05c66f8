using RefMon.Application.Referring;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class FormShownTests
{
    private static readonly string Opened = FormShown.Of([("needs", "old"), ("language", "old"), ("officer", "seen")]);
    private static readonly string Now = FormShown.Of([("needs", "new"), ("language", "new"), ("officer", "changed")]);

    [Fact]
    public void After_comparing_two_answers_only_those_compared_count_as_seen()
    {
        var renewed = FormShown.Read(FormShown.Renewed(Opened, Now, new HashSet<string> { "needs" }));

        Assert.True(renewed.Had("needs", "new"));
        Assert.True(renewed.Had("language", "old"), "an untouched box still counts as untouched");
        Assert.True(renewed.Had("officer", "seen"));
    }

    [Fact]
    public void A_damaged_hidden_field_is_replaced_by_what_is_shown_now()
    {
        var renewed = FormShown.Read(FormShown.Renewed("<script>;==;", Now, new HashSet<string>()));

        Assert.True(renewed.Had("needs", "new"));
        Assert.True(renewed.Had("officer", "changed"));
    }
}
