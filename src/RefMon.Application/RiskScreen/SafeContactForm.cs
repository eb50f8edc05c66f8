using FluentValidation;
using RefMon.Application.Referring;

namespace RefMon.Application.RiskScreen;

/// <summary>The answers about safe contact, before sending and after.</summary>
internal interface ISafeContactForm
{
    string? HasSomething { get; }

    string? SafeTimes { get; }

    string? SafeWays { get; }

    string? MustNotKnow { get; }

    string? StaffSafety { get; }

    string? ExclusionZones { get; }
}

/// <summary>The rules of the forms about safe contact.</summary>
internal abstract class SafeContactValidator<T> : AbstractValidator<T>
    where T : ISafeContactForm
{
    protected SafeContactValidator()
    {
        RuleFor(c => c.HasSomething).YesOrNo("Select yes if there is anything to know before contacting the person");
        When(
            c => c.HasSomething == DraftAnswers.Yes,
            () =>
            {
                RuleFor(c => c.SafeTimes)
                    .Must((c, _) => SaysSomething(c))
                    .WithErrorCode("answer-missing")
                    .WithMessage("Say something in at least one of the boxes, or select no if there is nothing to say");
                RuleFor(c => c.SafeTimes).FitsText("Safe times", TypedText.LongestOnCard);
                RuleFor(c => c.SafeWays).FitsText("Safe ways", TypedText.LongestOnCard);
                RuleFor(c => c.MustNotKnow).FitsText("Who must not know", TypedText.LongestOnCard);
                RuleFor(c => c.StaffSafety).FitsText("Keeping staff safe", TypedText.LongestOnCard);
                RuleFor(c => c.ExclusionZones).FitsText("Exclusion zones", TypedText.LongestOnCard);
            }
        );
    }

    private static bool SaysSomething(T c) =>
        ((string?[])[c.SafeTimes, c.SafeWays, c.MustNotKnow, c.StaffSafety, c.ExclusionZones]).Any(
            TypedText.HasContent
        );
}
