namespace RefMon.StandIns.People;

/// <summary>
/// People with a fixed CRN, one for each awkward shape, for tests and demonstration data. Unless something else is said,
/// each is supervised by pat.practitioner, lives in the community with one sentence, a recent risk assessment and no
/// restriction.
/// </summary>
public static class WellKnownPeople
{
    /// <summary>Nothing unusual.</summary>
    public const string Ordinary = "X000001";

    /// <summary>No address at all.</summary>
    public const string NoFixedAddress = "X000002";

    /// <summary>In prison with a confirmed release date seven weeks ahead.</summary>
    public const string InCustody = "X000003";

    /// <summary>Restricted to lee.lead, who supervises them; nobody else may see them.</summary>
    public const string Restricted = "X000004";

    /// <summary>pat.practitioner is excluded; sam.osei supervises them.</summary>
    public const string Excluded = "X000005";

    public const string NoSentence = "X000006";

    public const string TwoSentences = "X000007";

    public const string NeverAssessed = "X000008";

    /// <summary>Assessed three years ago.</summary>
    public const string OldAssessment = "X000009";

    /// <summary>Assessed, with no level for any group.</summary>
    public const string UnknownRiskLevel = "X000010";

    /// <summary>Merged into <see cref="MergeSurvivor"/>.</summary>
    public const string MergedAway = "X000011";

    public const string MergeSurvivor = "X000012";

    /// <summary>The same person as <see cref="MergeLaterInto"/> under two CRNs, until a test or a developer merges them.</summary>
    public const string MergeLaterFrom = "X000013";

    public const string MergeLaterInto = "X000014";

    public const string Deceased = "X000015";

    /// <summary>No responsible officer yet.</summary>
    public const string Unallocated = "X000016";

    /// <summary>Supervised by robin.carr, for whom there is no e-mail address.</summary>
    public const string OfficerWithoutEmail = "X000017";

    /// <summary>Known by one name only: the last name is empty.</summary>
    public const string OneName = "X000018";

    /// <summary>A name of over a hundred characters.</summary>
    public const string LongName = "X000019";

    /// <summary>Welsh letters in both names; prefers Welsh.</summary>
    public const string WelshName = "X000020";

    public const string ApostropheName = "X000021";

    public const string HyphenName = "X000022";

    /// <summary>Restricted to lee.lead and, all the same, lee.lead excluded: nobody may see them.</summary>
    public const string RestrictedAndExcluded = "X000023";

    /// <summary>In prison, and prison search knows no release date.</summary>
    public const string CustodyWithoutReleaseDate = "X000024";

    /// <summary>In prison by nDelius, which has no prison number for them.</summary>
    public const string CustodyWithoutNomsNumber = "X000025";

    /// <summary>Only what nDelius must have: no sex, ethnicity, language, religion, phone or e-mail.</summary>
    public const string Sparse = "X000026";

    /// <summary>Risk texts with quotes, angle brackets, line breaks and several thousand characters.</summary>
    public const string AwkwardRiskText = "X000027";

    /// <summary>Very high risk, and every concern about themselves answered yes.</summary>
    public const string VeryHighRisk = "X000028";

    /// <summary>A sentence without an end date.</summary>
    public const string SentenceWithoutEnd = "X000029";

    /// <summary>Three addresses, three telephone numbers and four disabilities.</summary>
    public const string Abundant = "X000030";

    /// <summary>In prison, with no responsible officer, and expected out in six weeks.</summary>
    public const string UnallocatedReleasing = "X000031";

    /// <summary>Has just arrived in prison, with no responsible officer and no release date.</summary>
    public const string UnallocatedStaying = "X000032";

    /// <summary>A well-formed CRN that nobody has.</summary>
    public const string Unknown = "X999999";

    /// <summary>Each CRN with its shape.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Ordinary] = nameof(Ordinary),
            [NoFixedAddress] = nameof(NoFixedAddress),
            [InCustody] = nameof(InCustody),
            [Restricted] = nameof(Restricted),
            [Excluded] = nameof(Excluded),
            [NoSentence] = nameof(NoSentence),
            [TwoSentences] = nameof(TwoSentences),
            [NeverAssessed] = nameof(NeverAssessed),
            [OldAssessment] = nameof(OldAssessment),
            [UnknownRiskLevel] = nameof(UnknownRiskLevel),
            [MergedAway] = nameof(MergedAway),
            [MergeSurvivor] = nameof(MergeSurvivor),
            [MergeLaterFrom] = nameof(MergeLaterFrom),
            [MergeLaterInto] = nameof(MergeLaterInto),
            [Deceased] = nameof(Deceased),
            [Unallocated] = nameof(Unallocated),
            [OfficerWithoutEmail] = nameof(OfficerWithoutEmail),
            [OneName] = nameof(OneName),
            [LongName] = nameof(LongName),
            [WelshName] = nameof(WelshName),
            [ApostropheName] = nameof(ApostropheName),
            [HyphenName] = nameof(HyphenName),
            [RestrictedAndExcluded] = nameof(RestrictedAndExcluded),
            [CustodyWithoutReleaseDate] = nameof(CustodyWithoutReleaseDate),
            [CustodyWithoutNomsNumber] = nameof(CustodyWithoutNomsNumber),
            [Sparse] = nameof(Sparse),
            [AwkwardRiskText] = nameof(AwkwardRiskText),
            [VeryHighRisk] = nameof(VeryHighRisk),
            [SentenceWithoutEnd] = nameof(SentenceWithoutEnd),
            [Abundant] = nameof(Abundant),
            [UnallocatedReleasing] = nameof(UnallocatedReleasing),
            [UnallocatedStaying] = nameof(UnallocatedStaying),
        };
}
