using System.Globalization;
using RefMon.Application.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// How the practitioner words what is shared: the assessment's own words, or (<paramref name="Edit"/>) theirs, without the
/// registrations whose keys are left out. The additional information in <paramref name="Texts"/> goes with either.
/// </summary>
public sealed record RiskWording(bool Edit, RiskTexts Texts, IReadOnlyCollection<string> LeftOut)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskWording);

    /// <summary>
    /// What each registration is called on a form, in their order: the same as long as it is the same registration, and different
    /// for those of one code that began on one day.
    /// </summary>
    public static IReadOnlyList<string> KeysOf(IReadOnlyList<RiskRegistration> registrations)
    {
        var keys = registrations.Select(KeyOf).ToArray();
        var alike = keys.Select((key, place) => (key, place)).GroupBy(pair => pair.key, pair => pair.place);
        foreach (var places in alike.Where(group => group.Count() > 1))
        {
            // whatever order the source lists them in
            var ordered = places
                .OrderBy(place => registrations[place].Register, StringComparer.Ordinal)
                .ThenBy(place => registrations[place].Description, StringComparer.Ordinal)
                .ThenBy(place => registrations[place].ReviewDueOn);
            foreach (var (place, ordinal) in ordered.Select((place, i) => (place, i + 1)))
                keys[place] = string.Create(CultureInfo.InvariantCulture, $"{places.Key}.{ordinal}");
        }
        return keys;
    }

    /// <summary>
    /// The keys, among those of these registrations, that are left out. A key from the time when there was one of that code and
    /// day leaves out all that there are now.
    /// </summary>
    public static IReadOnlyList<string> LeftOutOf(
        IReadOnlyList<RiskRegistration> registrations,
        IReadOnlyCollection<string> keys
    ) =>
        [
            .. KeysOf(registrations)
                .Zip(registrations)
                .Where(pair => keys.Contains(pair.First) || keys.Contains(KeyOf(pair.Second)))
                .Select(pair => pair.First),
        ];

    /// <summary>Those of these registrations that are left out, in their order.</summary>
    internal IReadOnlyList<RiskRegistration> WithoutThoseOf(IReadOnlyList<RiskRegistration> registrations) =>
        Edit ? Select(registrations, isLeftOut: true) : [];

    internal RiskTexts Of(RiskTexts originals) =>
        Edit
            ? new(
                TypedText.Lines(Texts.WhoIsAtRisk),
                TypedText.Lines(Texts.NatureOfRisk),
                TypedText.Lines(Texts.RiskImminence),
                TypedText.Lines(Texts.Suicide),
                TypedText.Lines(Texts.SelfHarm),
                TypedText.Lines(Texts.HostelSetting),
                TypedText.Lines(Texts.Vulnerability),
                TypedText.Lines(Texts.AdditionalInformation)
            )
            : originals with
            {
                AdditionalInformation = TypedText.Lines(Texts.AdditionalInformation),
            };

    internal IReadOnlyList<RiskRegistration> Of(IReadOnlyList<RiskRegistration> registrations) =>
        Edit ? Select(registrations, isLeftOut: false) : registrations;

    private IReadOnlyList<RiskRegistration> Select(IReadOnlyList<RiskRegistration> registrations, bool isLeftOut)
    {
        var leftOut = LeftOutOf(registrations, LeftOut);
        return
        [
            .. KeysOf(registrations)
                .Zip(registrations)
                .Where(pair => leftOut.Contains(pair.First) == isLeftOut)
                .Select(pair => pair.Second),
        ];
    }

    private static string KeyOf(RiskRegistration registration) =>
        FormattableString.Invariant($"{registration.Code}.{registration.StartedOn:yyyyMMdd}");
}
