using System.Globalization;
using FluentValidation;

namespace RefMon.Application.Referring;

/// <summary>Rules that many forms share, with messages that say how to put it right.</summary>
internal static class AnswerRules
{
    /// <summary>Something readable must be there.</summary>
    public static IRuleBuilderOptions<T, string?> Answered<T>(this IRuleBuilder<T, string?> rule, string message) =>
        rule.Must(TypedText.HasContent).WithErrorCode("answer-missing").WithMessage(message);

    /// <summary>One of yes and no must be chosen.</summary>
    public static IRuleBuilderOptions<T, string?> YesOrNo<T>(this IRuleBuilder<T, string?> rule, string message) =>
        rule.Must(value => value is DraftAnswers.Yes or DraftAnswers.No)
            .WithErrorCode("answer-missing")
            .WithMessage(message);

    /// <summary>At most 50,000 characters, or as many as are said.</summary>
    public static IRuleBuilderOptions<T, string?> FitsText<T>(
        this IRuleBuilder<T, string?> rule,
        string what,
        int limit = TypedText.Longest
    ) =>
        rule.Must(value => TypedText.TooManyBy(value, limit) <= 0)
            .WithErrorCode("answer-too-long")
            .WithMessage((_, value) => TooLong(what, limit, TypedText.TooManyBy(value, limit)));

    /// <summary>At most 250 characters.</summary>
    public static IRuleBuilderOptions<T, string?> FitsLine<T>(this IRuleBuilder<T, string?> rule, string what) =>
        rule.FitsText(what, TypedText.LongestLine);

    /// <summary>What is said of a text that is too long, with how much of it is to go.</summary>
    public static string TooLong(string what, int limit, int over) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what} must be {limit:N0} characters or fewer. Take out {over:N0} or more"
        );
}
