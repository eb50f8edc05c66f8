using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using RefMon.GovUk;
using RefMon.Web.Operations;
using RefMon.Web.Shell;
using Xunit;

namespace RefMon.Architecture.Tests.Operations;

/// <summary>What every page keeps to, so that the content policy and the forms' safety hold everywhere.</summary>
[Trait("Capability", "Operations")]
public sealed partial class PageTests
{
    // the sign-out button in the header posts to its own page
    private const string Layout = "src/RefMon.Web/Shell/MainLayout.razor";

    private static readonly IReadOnlyList<string> Pages = Repository.Files("src/RefMon.Web", "*.razor");

    [Fact]
    public void No_page_has_inline_script_style_or_handlers()
    {
        Assert.True(Pages.Count > 15);
        Assert.DoesNotContain(Pages, file => Inline().IsMatch(Repository.Read(file)));
    }

    [Fact]
    public void Every_form_that_posts_is_a_GovForm()
    {
        var plain = Pages.Where(file => PostingForm().IsMatch(Repository.Read(file))).ToList();
        Assert.Equal([Layout], plain);
        Assert.Contains(Pages, file => Repository.Read(file).Contains("<GovForm", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_shows_a_stale_form_again_submits_through_GovForm()
    {
        var reshowing = PageTypes()
            .Where(type => type.IsDefined(typeof(ReshowsStaleFormAttribute), inherit: true))
            .ToList();
        Assert.NotEmpty(reshowing);
        foreach (var type in reshowing)
        {
            var source = Pages.Single(file => file.EndsWith($"/{type.Name}.razor", StringComparison.Ordinal));
            Assert.True(HasGovForm(source), $"{source} takes posts but has no GovForm.");
        }
    }

    [Fact]
    public void A_page_takes_posts_only_as_a_form_page()
    {
        var posting = PageTypes().Where(type => HasGovForm(SourceOf(type))).ToList();
        Assert.NotEmpty(posting);
        Assert.DoesNotContain(posting, type => !type.IsDefined(typeof(ReshowsStaleFormAttribute), inherit: true));
    }

    /// <summary>Whoever is told may have chosen a summary, quiet hours or no e-mail: only the shared words say how they are told.</summary>
    [Fact]
    public void No_page_says_by_itself_that_somebody_is_emailed()
    {
        string[] words =
        [
            "src/RefMon.Web/Attention/NoticeEmailWords.cs",
            "src/RefMon.Web/Attention/NotificationsPage.razor",
            "src/RefMon.Web/CaseLists/ToldWords.cs",
        ];
        var saying = Pages
            .Concat(Repository.Files("src/RefMon.Web", "*.cs"))
            .Where(file => Emailing().IsMatch(Repository.Read(file)))
            .Order(StringComparer.Ordinal);
        Assert.Equal(words, saying);
    }

    [Fact]
    public void Route_parameters_are_text_so_that_a_mangled_address_is_a_missing_page()
    {
        var parameters = PageTypes()
            .Where(type => type != typeof(ErrorPage))
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
            .SelectMany(route => RouteParameter().Matches(route.Template))
            .Select(match => match.Value)
            .ToList();
        Assert.NotEmpty(parameters);
        Assert.DoesNotContain(parameters, p => p.Contains(':', StringComparison.Ordinal));
    }

    private static IEnumerable<Type> PageTypes() =>
        typeof(RefMonPage).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any());

    private static string SourceOf(Type type) =>
        Pages.Single(file => file.EndsWith($"/{type.Name}.razor", StringComparison.Ordinal));

    // in its own source or in that of a component it uses
    private static bool HasGovForm(string source)
    {
        var tags = Component().Matches(Repository.Read(source)).Select(match => match.Groups["name"].Value).ToHashSet();
        return tags.Contains(nameof(GovForm))
            || Pages.Any(file =>
                tags.Contains(Path.GetFileNameWithoutExtension(file)) && file != source && HasGovForm(file)
            );
    }

    [GeneratedRegex(@"<(?<name>[A-Z]\w+)")]
    private static partial Regex Component();

    [GeneratedRegex(@"<style|\sstyle=""|<script(?![^>]*\ssrc=)|\son[a-z]+=""[^@]")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\bemailed\b|\btold by email\b")]
    private static partial Regex Emailing();

    [GeneratedRegex(@"<form\b[^>]*method=""post""", RegexOptions.IgnoreCase)]
    private static partial Regex PostingForm();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex RouteParameter();
}
