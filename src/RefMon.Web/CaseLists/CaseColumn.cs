using Microsoft.AspNetCore.Components;
using RefMon.Application.CaseLists;

namespace RefMon.Web.CaseLists;

/// <summary>One column of a case list: its heading, what it sorts by, and its cell.</summary>
public sealed record CaseColumn(
    string Heading,
    CaseSort? Sort,
    Func<CaseRow, RenderFragment> Cell,
    bool IsRowHeading = false
);
