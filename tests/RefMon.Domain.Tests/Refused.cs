namespace RefMon.Domain.Tests;

internal static class RefusalAssert
{
    /// <summary>Refused with this code, in words, and nothing to append.</summary>
    public static Refusal Refused(string code, Decision decision)
    {
        Assert.True(decision.IsRefused, $"Expected {code}, but it was accepted: {decision}");
        Assert.Equal(code, decision.Refusal.Code);
        Assert.Empty(decision.Events);
        Assert.NotEmpty(decision.Refusal.Message);
        return decision.Refusal;
    }
}
