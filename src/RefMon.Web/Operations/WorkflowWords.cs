using System.Globalization;
using RefMon.Application.Attention;
using RefMon.GovUk;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;
using RefMon.Workflows.Flow;

namespace RefMon.Web.Operations;

/// <summary>Workflows in the words of the operator's pages.</summary>
internal static class WorkflowWords
{
    public static string Of(FlowchartKind kind) =>
        kind switch
        {
            FlowchartKind.Starts => "starts the process",
            FlowchartKind.Waits => "waits",
            FlowchartKind.Decides => "decides",
            FlowchartKind.Branches => "goes on by all ways at once, or brings them together",
            FlowchartKind.Ends => "ends the process",
            _ => "does something",
        };

    public static string Port(string port) =>
        port switch
        {
            "Happened" => "It happened",
            "Near" => "It comes near",
            "Due" => "It is due",
            "Passed" => "It has passed",
            "Elapsed" => "The time is over",
            "True" => "Yes",
            "False" => "No",
            "Done" => "Done",
            _ => port,
        };

    /// <summary>What a step of the journal says besides: the ways it went on by, or what it asked for.</summary>
    public static string Detail(string detail) =>
        string.Join(", ", detail.Split(',').Select(part => Port(Effect(part))));

    /// <summary>What a step can ask for.</summary>
    public static string Effect(string kind) =>
        kind switch
        {
            TellRole.Effect => "Tell somebody",
            RaiseAttention.Effect => "Put it on somebody’s list of things to do",
            ClearAttention.Effect => "Take it off the lists of things to do",
            DispatchCommand.Effect => "Act on the referral",
            _ => kind,
        };

    public static (string Text, TagColour Colour) Of(InstanceShown instance) =>
        instance.SubStatus switch
        {
            _ when instance.OpenIncidents > 0 => ("Incident", TagColour.Red),
            InstanceSubStatus.Suspended => ("Waiting", TagColour.Blue),
            InstanceSubStatus.Finished => ("Finished", TagColour.Green),
            InstanceSubStatus.Faulted => ("Failed", TagColour.Red),
            _ => ("Cancelled", TagColour.Grey),
        };

    public static string Of(Standing waiting) =>
        waiting.For switch
        {
            WaitsFor.EventOrTime when waiting.Until is { } at => $"Something to happen, or {Shell.Dates.Instant(at)}",
            WaitsFor.EventOrTime => "Something to happen",
            WaitsFor.Effect => "What it asked for to be done",
            _ when waiting.Until is { } again =>
                $"Another try on {Shell.Dates.Instant(again)}, after {Times(waiting.Failures)}",
            _ => $"An operator, after {Times(waiting.Failures)}",
        };

    public static string Of(AskedEffect effect) =>
        effect.State switch
        {
            "waiting" => "Waiting",
            "done" => "Done",
            "parked" => "Put aside",
            _ => "Dropped",
        };

    public static string Error(string code) =>
        code switch
        {
            TellHandler.MailServiceSilent => "GOV.UK Notify does not answer",
            "took-too-long" => "Took too long",
            _ => code,
        };

    public static string What(string what) =>
        what.Length == 0 ? what : char.ToUpperInvariant(what[0]) + what[1..].Replace('-', ' ');

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Definition(string definition, int version) =>
        $"/operations/workflows/{Uri.EscapeDataString(definition)}/{version.ToString(CultureInfo.InvariantCulture)}";

    public static string Instance(Guid id) => $"/operations/workflows/instances/{id:D}";

    public static string About(string? reference) => reference ?? "A draft";

    private static string Times(int failures) => failures == 1 ? "1 failure" : $"{Number(failures)} failures";
}
