using FluentValidation;
using RefMon.Application.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>The answers about how to share risk information, before sending and after.</summary>
internal interface IRiskForm
{
    string? Choice { get; }

    string? WhoIsAtRisk { get; }

    string? NatureOfRisk { get; }

    string? RiskImminence { get; }

    string? SelfHarm { get; }

    string? Suicide { get; }

    string? HostelSetting { get; }

    string? Vulnerability { get; }

    string? AdditionalInformation { get; }

    IReadOnlyList<string> LeftOut { get; }

    bool Acknowledged { get; }
}

/// <summary>One text of the assessment that can be edited before sharing.</summary>
internal sealed record RiskEdit(
    string Name,
    string Field,
    string Label,
    Func<IRiskForm, string?> Typed,
    Func<RiskTexts, string?> In
);

/// <summary>What the forms about sharing risk have in common.</summary>
internal static class RiskForm
{
    public const string AsIs = "as-is";
    public const string Edit = "edit";

    /// <summary>The seven texts, in the order they are read.</summary>
    public static readonly IReadOnlyList<RiskEdit> Edits =
    [
        new("riskWho", nameof(IRiskForm.WhoIsAtRisk), "Who is at risk", f => f.WhoIsAtRisk, t => t.WhoIsAtRisk),
        new(
            "riskNature",
            nameof(IRiskForm.NatureOfRisk),
            "Nature of the risk",
            f => f.NatureOfRisk,
            t => t.NatureOfRisk
        ),
        new(
            "riskImminence",
            nameof(IRiskForm.RiskImminence),
            "When the risk is greatest",
            f => f.RiskImminence,
            t => t.RiskImminence
        ),
        new("riskSelfHarm", nameof(IRiskForm.SelfHarm), "Self-harm", f => f.SelfHarm, t => t.SelfHarm),
        new("riskSuicide", nameof(IRiskForm.Suicide), "Suicide", f => f.Suicide, t => t.Suicide),
        new(
            "riskHostel",
            nameof(IRiskForm.HostelSetting),
            "Coping in a hostel setting",
            f => f.HostelSetting,
            t => t.HostelSetting
        ),
        new(
            "riskVulnerability",
            nameof(IRiskForm.Vulnerability),
            "Vulnerability",
            f => f.Vulnerability,
            t => t.Vulnerability
        ),
    ];

    /// <summary>A mark of each of the seven texts, to tell later which of them is another one; holds nothing of them.</summary>
    public static string Marks(RiskTexts texts) => FormShown.Of(Edits.Select(edit => (edit.Name, edit.In(texts))));

    /// <summary>The texts of the seven boxes as given for each.</summary>
    public static RiskTexts Texts(Func<RiskEdit, string?> boxed, string? additional)
    {
        string? In(string field) => boxed(Edits.Single(edit => edit.Field == field));
        return new(
            In(nameof(IRiskForm.WhoIsAtRisk)),
            In(nameof(IRiskForm.NatureOfRisk)),
            In(nameof(IRiskForm.RiskImminence)),
            In(nameof(IRiskForm.Suicide)),
            In(nameof(IRiskForm.SelfHarm)),
            In(nameof(IRiskForm.HostelSetting)),
            In(nameof(IRiskForm.Vulnerability)),
            additional
        );
    }

    /// <summary>The wording that a form asks for.</summary>
    public static RiskWording WordingOf(IRiskForm form) =>
        new(
            form.Choice == Edit,
            new(
                form.WhoIsAtRisk,
                form.NatureOfRisk,
                form.RiskImminence,
                form.Suicide,
                form.SelfHarm,
                form.HostelSetting,
                form.Vulnerability,
                form.AdditionalInformation
            ),
            [.. form.LeftOut]
        );
}

/// <summary>The rules of the forms about sharing risk; they must be acknowledged either way.</summary>
internal abstract class RiskFormValidator<T> : AbstractValidator<T>
    where T : IRiskForm
{
    protected RiskFormValidator()
    {
        RuleFor(c => c.Choice)
            .Must(choice => choice is RiskForm.AsIs or RiskForm.Edit)
            .WithErrorCode("answer-missing")
            .WithMessage("Select whether to edit the risk information before it is shared");
        When(
            c => c.Choice == RiskForm.Edit,
            () =>
            {
                RuleFor(c => c.WhoIsAtRisk).FitsText("Who is at risk");
                RuleFor(c => c.NatureOfRisk).FitsText("Nature of the risk");
                RuleFor(c => c.RiskImminence).FitsText("When the risk is greatest");
                RuleFor(c => c.SelfHarm).FitsText("Concerns about self-harm");
                RuleFor(c => c.Suicide).FitsText("Concerns about suicide");
                RuleFor(c => c.HostelSetting).FitsText("Coping in a hostel setting");
                RuleFor(c => c.Vulnerability).FitsText("Concerns about vulnerability");
            }
        );
        RuleFor(c => c.AdditionalInformation).FitsText("Additional information");
        RuleFor(c => c.Acknowledged)
            .Equal(true)
            .WithErrorCode("not-acknowledged")
            .WithMessage("Confirm that you understand this information will be shared with the supplier");
    }
}
