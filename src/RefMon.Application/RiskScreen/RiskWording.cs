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
    /// What each registration is called on a form, in their order: the same as long as it is the same registration, whatever others
    /// come and go, and different for those of one code that began on one day.
    /// </summary>
    public static IReadOnlyList<string> KeysOf(IReadOnlyList<RiskRegistration> registrations)
    {
        var alike = registrations.CountBy(KeyOf).ToDictionary();
        var keys = registrations.Select(r => alike[KeyOf(r)] == 1 ? KeyOf(r) : FullKeyOf(r)).ToArray();
        var places = keys.Select((key, place) => (key, place)).GroupBy(pair => pair.key, pair => pair.place);
        foreach (var same in places.Where(group => group.Count() > 1))
        {
            // whatever order the source lists them in
            foreach (var (ordinal, place) in same.OrderBy(place => registrations[place].ReviewDueOn).Index())
                keys[place] = string.Create(CultureInfo.InvariantCulture, $"{same.Key}.{ordinal + 1}");
        }
        return keys;
    }

    /// <summary>
    /// The keys, among those of these registrations, that are left out. A key from the time when there was one of that code and
    /// day leaves out all that there are now, and one of several goes on to be left out when the others have gone.
    /// </summary>
    public static IReadOnlyList<string> LeftOutOf(
        IReadOnlyList<RiskRegistration> registrations,
        IReadOnlyCollection<string> keys
    )
    {
        var present = KeysOf(registrations);
        // of several that differ in nothing but their review, which one was meant can no longer be told
        var gone = keys.Except(present).ToList();
        return
        [
            .. present.Zip(registrations).Where(pair => IsLeftOut(pair.First, pair.Second)).Select(pair => pair.First),
        ];

        bool IsLeftOut(string key, RiskRegistration registration) =>
            keys.Contains(key)
            || gone.Contains(KeyOf(registration))
            || gone.Exists(was =>
                was == FullKeyOf(registration)
                || was.StartsWith($"{FullKeyOf(registration)}.", StringComparison.Ordinal)
            );
    }

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

    private static string FullKeyOf(RiskRegistration registration) =>
        $"{KeyOf(registration)}.{DraftJson.Fingerprint((string[])[registration.Register, registration.Description])}";
}
