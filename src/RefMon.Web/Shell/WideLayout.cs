namespace RefMon.Web.Shell;

/// <summary>The layout for pages with lists of many columns: <c>@layout WideLayout</c>.</summary>
public sealed class WideLayout : MainLayout
{
    protected override bool Wide => true;
}

/// <summary>Places of the layout that a page can fill with <c>SectionContent</c>.</summary>
public static class PageSections
{
    /// <summary>Between the header and the main content: back link, breadcrumbs, person banner.</summary>
    public const string BeforeContent = "before-content";
}
