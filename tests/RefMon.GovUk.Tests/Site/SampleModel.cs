namespace RefMon.GovUk.Tests.Site;

/// <summary>A form model as pages have them: strings, lists of strings and dates in parts, any of which may be missing from a post.</summary>
public sealed class SampleModel
{
    public string? FullName { get; set; }
    public string? Notes { get; set; }
    public string? Reason { get; set; }
    public string? Contact { get; set; }
    public string? Email { get; set; }
    public List<string>? Needs { get; set; }
    public string? Region { get; set; }
    public string? Prison { get; set; }
    public DateParts? Due { get; set; }
    public SampleAddress? Address { get; set; }
    public List<SampleAddress>? Others { get; set; }
}

public sealed class SampleAddress
{
    public string? Postcode { get; set; }
}
