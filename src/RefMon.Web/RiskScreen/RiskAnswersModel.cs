using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using RefMon.Web.Referring;

namespace RefMon.Web.RiskScreen;

/// <summary>What is typed on the forms about sharing risk, before sending and after.</summary>
public sealed class RiskAnswersModel : SectionAnswers
{
    // no text has it
    private const string NotSeen = "?";

    /// <summary>"as-is" or "edit".</summary>
    public string? Choice { get; set; }
    public string? WhoIsAtRisk { get; set; }
    public string? NatureOfRisk { get; set; }
    public string? RiskImminence { get; set; }
    public string? SelfHarm { get; set; }
    public string? Suicide { get; set; }
    public string? HostelSetting { get; set; }
    public string? Vulnerability { get; set; }
    public string? AdditionalInformation { get; set; }
    public List<string> LeftOut { get; set; } = [];

    [AnsweredAfresh]
    public List<string> Acknowledged { get; set; } = [];

    /// <summary>
    /// Fingerprints of the seven texts as assessed when the form was opened; a text of which only the practitioner's wording is
    /// known, because the source was silent, has none.
    /// </summary>
    public string? SeenOriginals { get; set; }

    /// <summary>What the button pressed asks for instead of saving: "preview" or "restore:" and a field; null saves.</summary>
    [AnsweredAfresh]
    public string? Act { get; set; }

    public bool IsConfirmed => Acknowledged.Contains("yes");

    internal RiskTexts Texts =>
        new(
            WhoIsAtRisk,
            NatureOfRisk,
            RiskImminence,
            Suicide,
            SelfHarm,
            HostelSetting,
            Vulnerability,
            AdditionalInformation
        );

    /// <summary>
    /// The form with these texts in its boxes. <paramref name="unknown"/> are the fields whose original is not known, because
    /// wording that was shared before stands in for it.
    /// </summary>
    internal static RiskAnswersModel From(RiskTexts texts, RiskTexts originals, params IReadOnlyList<string> unknown) =>
        new()
        {
            WhoIsAtRisk = texts.WhoIsAtRisk,
            NatureOfRisk = texts.NatureOfRisk,
            RiskImminence = texts.RiskImminence,
            SelfHarm = texts.SelfHarm,
            Suicide = texts.Suicide,
            HostelSetting = texts.HostelSetting,
            Vulnerability = texts.Vulnerability,
            SeenOriginals = Fingerprints(originals, unknown),
        };

    /// <summary>What the supplier would read if this were saved.</summary>
    internal RiskStatement Preview(RiskBasis basis) =>
        basis.Share(new(Guid.Empty), new RiskWording(Choice == "edit", Texts, LeftOut), acknowledged: false);

    /// <summary>Does what a button other than the one that saves asks for; false when it is to be saved.</summary>
    internal bool Acted(RiskTexts originals)
    {
        if (string.IsNullOrEmpty(Act))
            return false;
        if (Act.Split(':') is ["restore", var field])
            Set(field, originals);
        return true;
    }

    /// <summary>
    /// The sources said something new while the form was open: boxes still as assessed before follow it, edited ones stay,
    /// and it has to be confirmed anew. A source that fell silent said nothing new: no box follows what was
    /// shared before and stands in for it (<paramref name="areFormer"/>).
    /// </summary>
    internal void Follow(RiskTexts originals, bool areFormer = false)
    {
        Acknowledged = [];
        if (areFormer)
            return;
        var seen = (SeenOriginals ?? "").Split(' ');
        foreach (var (text, i) in RiskWords.Texts.Select((text, i) => (text, i)))
        {
            if (seen.ElementAtOrDefault(i) == RiskWords.Fingerprint(text.In(Texts)))
                Set(text.Field, originals);
        }
        SeenOriginals = Fingerprints(originals, []);
    }

    private void Set(string field, RiskTexts from)
    {
        switch (field)
        {
            case nameof(WhoIsAtRisk):
                WhoIsAtRisk = from.WhoIsAtRisk;
                break;
            case nameof(NatureOfRisk):
                NatureOfRisk = from.NatureOfRisk;
                break;
            case nameof(RiskImminence):
                RiskImminence = from.RiskImminence;
                break;
            case nameof(SelfHarm):
                SelfHarm = from.SelfHarm;
                break;
            case nameof(Suicide):
                Suicide = from.Suicide;
                break;
            case nameof(HostelSetting):
                HostelSetting = from.HostelSetting;
                break;
            case nameof(Vulnerability):
                Vulnerability = from.Vulnerability;
                break;
            default:
                break;
        }
    }

    private static string Fingerprints(RiskTexts originals, IReadOnlyList<string> without) =>
        string.Join(
            ' ',
            RiskWords.Texts.Select(text =>
                without.Contains(text.Field) ? NotSeen : RiskWords.Fingerprint(text.In(originals))
            )
        );
}
