using System.Globalization;
using System.Xml.Linq;
using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Definitions;

/// <summary>What an activity is in a flowchart.</summary>
public enum FlowchartKind
{
    /// <summary>The event that starts the process.</summary>
    Starts,

    /// <summary>Waits for something.</summary>
    Waits,

    /// <summary>Does something and goes on.</summary>
    Does,

    /// <summary>Goes on by one of its ways.</summary>
    Decides,

    /// <summary>Goes on by all its ways, or brings them together.</summary>
    Branches,

    /// <summary>Ends the instance.</summary>
    Ends,
}

/// <summary>A step of a process in words, with the ways on from it.</summary>
public sealed record FlowchartStep(string Id, string Name, FlowchartKind Kind, IReadOnlyList<FlowchartWay> Ways);

/// <summary>A way on; <paramref name="Port"/> is null where there is only one.</summary>
public sealed record FlowchartWay(string? Port, string ToId, string To);

/// <summary>
/// A picture as SVG. One that <paramref name="IsWide"/> keeps its size and is scrolled; others may be made smaller where the page is narrower.
/// </summary>
public sealed record FlowchartSvg(string Svg, bool IsWide);

/// <summary>
/// A definition as a picture for a page, at the places its designer gave it, and the same as a list of steps for those who cannot see
/// it. No style of its own: the page's style sheet has the classes <c>refmon-flow</c> and those beneath it.
/// </summary>
public static class FlowchartPicture
{
    // the designer leaves too little room between columns for the names of the ways
    private const double Stretch = 1.3;
    private const double Margin = 12;
    private const double Aside = 14;
    private const int LongestLine = 27;

    // what is wider would be too small to read when it is fitted to a page, and what is smaller need not be
    private const double WidestFitted = 1500;
    private const double NarrowestFitted = 1000;
    private static readonly DesignerBox Usual = new(0, 0, 200, 60);
    private static readonly XNamespace Ns = "http://www.w3.org/2000/svg";

    /// <summary>The steps, in the file's order, without the start that every definition has.</summary>
    public static IReadOnlyList<FlowchartStep> Steps(WorkflowDefinition definition, ActivityCatalogue catalogue) =>
        [
            .. definition
                .Activities.Where(IsDrawn)
                .Select(activity => new FlowchartStep(
                    activity.Id,
                    activity.Name,
                    KindOf(activity, catalogue),
                    [
                        .. definition
                            .Connections.Where(c => c.From == activity.Id)
                            .Select(c => new FlowchartWay(
                                catalogue.PortsOf(activity).Count > 1 ? c.Port : null,
                                c.To,
                                definition.Activity(c.To).Name
                            )),
                    ]
                )),
        ];

    /// <summary>
    /// The picture; null when an activity has no place. <paramref name="marks"/> are short words at activities, by their ids.
    /// </summary>
    public static FlowchartSvg? Svg(
        WorkflowDefinition definition,
        ActivityCatalogue catalogue,
        IReadOnlyDictionary<string, string> marks
    )
    {
        var steps = Steps(definition, catalogue);
        if (steps.Count == 0 || steps.Any(step => definition.Activity(step.Id).Box is null))
            return null;
        var left = steps.Min(step => definition.Activity(step.Id).Box!.X);
        var top = steps.Min(step => definition.Activity(step.Id).Box!.Y);
        var boxes = steps.ToDictionary(
            step => step.Id,
            step => Place(definition.Activity(step.Id).Box!, left, top),
            StringComparer.Ordinal
        );
        var width = boxes.Values.Max(box => box.X + box.Width!.Value) + Margin;
        var height = boxes.Values.Max(box => box.Y + box.Height!.Value) + (2 * Margin) + Aside;
        var picture = new XElement(
            Ns + "svg",
            new XAttribute(
                "class",
                width is > NarrowestFitted and <= WidestFitted ? "refmon-flow refmon-flow--fitted" : "refmon-flow"
            ),
            new XAttribute("viewBox", $"0 0 {Text(width)} {Text(height)}"),
            new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", $"Flowchart of {definition.Name}. The steps are listed below it."),
            new XAttribute("focusable", "false"),
            Arrowhead()
        );
        picture.Add(steps.SelectMany(step => step.Ways.Select(way => Line(boxes[step.Id], boxes[way.ToId], way))));
        picture.Add(steps.Select(step => Node(step, boxes[step.Id], marks.GetValueOrDefault(step.Id))));
        return new(picture.ToString(SaveOptions.DisableFormatting), width > WidestFitted);
    }

    private static bool IsDrawn(ActivityNode activity) => activity.Type != BuiltInActivities.Start;

    private static FlowchartKind KindOf(ActivityNode activity, ActivityCatalogue catalogue) =>
        activity.Type switch
        {
            _ when activity.CanStart => FlowchartKind.Starts,
            BuiltInActivities.End or BuiltInActivities.Fault => FlowchartKind.Ends,
            BuiltInActivities.Decision => FlowchartKind.Decides,
            BuiltInActivities.Fork or BuiltInActivities.Join => FlowchartKind.Branches,
            _ when catalogue.Of(activity).Descriptor.Waits => FlowchartKind.Waits,
            _ => FlowchartKind.Does,
        };

    private static DesignerBox Place(DesignerBox box, double left, double top) =>
        new(
            ((box.X - left) * Stretch) + Margin,
            box.Y - top + Margin,
            box.Width ?? Usual.Width,
            box.Height ?? Usual.Height
        );

    private static XElement Arrowhead() =>
        new(
            Ns + "defs",
            new XElement(
                Ns + "marker",
                new XAttribute("id", "refmon-flow-arrow"),
                new XAttribute("viewBox", "0 0 10 10"),
                new XAttribute("refX", "10"),
                new XAttribute("refY", "5"),
                new XAttribute("markerWidth", "7"),
                new XAttribute("markerHeight", "7"),
                new XAttribute("orient", "auto"),
                new XElement(Ns + "path", new XAttribute("d", "M0 0L10 5L0 10z"))
            )
        );

    // forward through the gap behind the column it leaves; back beneath the row it leaves, into the gap before the column it goes to
    private static XElement Line(DesignerBox from, DesignerBox to, FlowchartWay way)
    {
        var right = from.X + from.Width!.Value;
        var (start, end) = (from.Y + (from.Height!.Value / 2), to.Y + (to.Height!.Value / 2));
        var isForward = to.X > from.X;
        var below = from.Y + from.Height.Value + Aside;
        var path = isForward
            ? $"M{Text(right)} {Text(start)}H{Text(right + Aside)}V{Text(end)}H{Text(to.X)}"
            : $"M{Text(right - (2 * Aside))} {Text(below - Aside)}V{Text(below)}H{Text(to.X - Aside)}V{Text(end + Aside)}H{Text(to.X)}";
        var line = new XElement(
            Ns + "g",
            new XElement(
                Ns + "path",
                new XAttribute("class", isForward ? "refmon-flow__way" : "refmon-flow__way refmon-flow__way--back"),
                new XAttribute("d", path),
                new XAttribute("marker-end", "url(#refmon-flow-arrow)")
            )
        );
        if (way.Port is { } port)
            line.Add(
                isForward
                    ? Words(port, to.X - Aside, end - 5, "refmon-flow__port", "end")
                    : Words(port, right - (2 * Aside) - 5, below - 2, "refmon-flow__port", "end")
            );
        return line;
    }

    private static XElement Node(FlowchartStep step, DesignerBox box, string? mark)
    {
        var (width, height) = (box.Width!.Value, box.Height!.Value);
        var kind = step.Kind.ToString().ToLowerInvariant();
        var node = new XElement(
            Ns + "g",
            new XAttribute(
                "class",
                $"refmon-flow__step refmon-flow__step--{kind}{(mark is null ? "" : " refmon-flow__step--marked")}"
            ),
            Shape(step.Kind, box)
        );
        var lines = Wrapped(step.Name);
        var first = box.Y + (height / 2) + 5 - ((lines.Count - 1) * 9);
        for (var i = 0; i < lines.Count; i++)
            node.Add(Words(lines[i], box.X + (width / 2), first + (i * 18), "refmon-flow__name", "middle"));
        if (mark is not null)
            node.Add(
                new XElement(
                    Ns + "rect",
                    new XAttribute("class", "refmon-flow__mark"),
                    new XAttribute("x", Text(box.X - 6)),
                    new XAttribute("y", Text(box.Y - 10)),
                    new XAttribute("width", Text((mark.Length * 8) + 14)),
                    new XAttribute("height", "20"),
                    new XAttribute("rx", "3")
                ),
                Words(mark, box.X + 1, box.Y + 5, "refmon-flow__mark-words", "start")
            );
        return node;
    }

    private static XElement Shape(FlowchartKind kind, DesignerBox box)
    {
        var (width, height) = (box.Width!.Value, box.Height!.Value);
        if (kind is FlowchartKind.Decides)
            return Polygon(
                (box.X, box.Y + (height / 2)),
                (box.X + 20, box.Y),
                (box.X + width - 20, box.Y),
                (box.X + width, box.Y + (height / 2)),
                (box.X + width - 20, box.Y + height),
                (box.X + 20, box.Y + height)
            );
        if (kind is FlowchartKind.Branches)
            return Polygon(
                (box.X + 20, box.Y),
                (box.X + width, box.Y),
                (box.X + width - 20, box.Y + height),
                (box.X, box.Y + height)
            );
        var round =
            kind is FlowchartKind.Does ? 0
            : kind is FlowchartKind.Waits ? 16
            : height / 2;
        return new XElement(
            Ns + "rect",
            new XAttribute("x", Text(box.X)),
            new XAttribute("y", Text(box.Y)),
            new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)),
            new XAttribute("rx", Text(round))
        );
    }

    private static XElement Polygon(params (double X, double Y)[] points) =>
        new(Ns + "polygon", new XAttribute("points", string.Join(' ', points.Select(p => $"{Text(p.X)},{Text(p.Y)}"))));

    private static XElement Words(string words, double x, double y, string cssClass, string anchor) =>
        new(
            Ns + "text",
            new XAttribute("class", cssClass),
            new XAttribute("x", Text(x)),
            new XAttribute("y", Text(y)),
            new XAttribute("text-anchor", anchor),
            words
        );

    private static List<string> Wrapped(string name)
    {
        var lines = new List<string>();
        foreach (var word in name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= LongestLine)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }
        return lines;
    }

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
