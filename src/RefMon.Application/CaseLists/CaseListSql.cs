using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>
/// The SQL of the case list over <c>case_list_row c</c>: whom the viewer may see, which view, what narrows it, in what order.
/// Nothing a person typed becomes SQL text.
/// </summary>
internal sealed class CaseListSql(Viewer viewer, CaseFilters filters, string? words, DateOnly today)
{
    /// <summary>Whom the viewer may see, by relationship and by limited access as last known.</summary>
    public string Visible => $"{AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}";

    /// <summary>The relationship alone, to find those who would be hidden only because what is known is old.</summary>
    public string Related => AccessPredicate.Relationship(viewer, "c");

    // my relationship is in the view as well as in the access rule, so that each view has an index of its own
    public string In(CaseView view) =>
        view switch
        {
            CaseView.Mine when viewer.Role.IsProbation() => """
                (c.stage <> 'Concluded' and (c.sent_by = @viewer_account or c.practitioner_account_id = @viewer_account
                  or c.crn = any (array(select ce.crn from caseload_entry ce where ce.user_name = @viewer_user_name))))
                """,
            CaseView.Mine => "(c.stage <> 'Concluded' and c.caseworker_ids @> array[@viewer_account])",
            CaseView.Team => "(c.stage <> 'Concluded' and c.team = @viewer_team)",
            // a referral that was taken over has no caseworker either, however far it has come
            CaseView.Unassigned => "(c.caseworker_id is null and c.stage <> 'Concluded')",
            CaseView.Open => "c.stage <> 'Concluded'",
            CaseView.Concluded => "c.stage = 'Concluded'",
        };

    /// <summary>What narrows the list; <c>true</c> when nothing does.</summary>
    public string Filtered
    {
        get
        {
            var conditions = new List<string>();
            if (filters.Stages.Count > 0)
                conditions.Add("c.stage = any (@stages)");
            if (filters.ServiceType is not null)
                conditions.Add("c.contract_type_code = @service_type");
            if (filters.CaseworkerId is not null)
                conditions.Add("c.caseworker_ids @> array[@caseworker]");
            if (filters.LateOnly)
                conditions.Add("c.next_due < @today");
            if (words is not null)
                conditions.Add(
                    """
                    (c.crn = @search_code or c.reference like @search_reference
                     or c.search_name like all (select '%' || w || '%' from regexp_split_to_table(folded(@search_words), ' +') w))
                    """
                );
            return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
        }
    }

    /// <summary>The order, always ending in the reference, so that equal keys do not move between pages.</summary>
    public static string OrderBy(CaseSort sort, bool descending)
    {
        var direction = descending ? "desc" : "asc";
        var key = sort switch
        {
            CaseSort.Person =>
                $"c.person_sort_name collate person_name {direction}, c.person_first_name collate person_name {direction}",
            CaseSort.Reference => $"c.reference {direction}",
            CaseSort.ServiceType => $"c.contract_type_name collate \"en-GB-x-icu\" {direction}",
            CaseSort.Supplier => $"c.supplier_name collate \"en-GB-x-icu\" {direction}",
            CaseSort.Caseworker => $"c.caseworker_name collate \"en-GB-x-icu\" {direction} nulls last",
            // as shown: of a referral without one, who sent it
            CaseSort.Practitioner =>
                $"coalesce(c.practitioner_name, c.sent_by_name) collate \"en-GB-x-icu\" {direction}",
            CaseSort.Stage => $"array_position(@stage_order, c.stage) {direction}",
            CaseSort.Due => $"c.next_due {direction} nulls last",
            CaseSort.Sent => $"c.sent_at {direction}",
            CaseSort.Concluded => $"c.concluded_at {direction} nulls last",
            CaseSort.Release => $"c.expected_release {direction} nulls last",
        };
        return $"{key}, c.sent_at desc, c.reference";
    }

    public void AddParameters(NpgsqlParameterCollection parameters)
    {
        AccessPredicate.AddParameters(viewer, parameters);
        parameters.AddWithValue("today", today);
        parameters.AddWithValue("stages", filters.Stages.Select(stage => stage.ToString()).ToArray());
        parameters.AddWithValue("stage_order", Enum.GetNames<Stage>());
        parameters.Add(Text("service_type", filters.ServiceType));
        parameters.Add(Text("caseworker", filters.CaseworkerId));
        var code = words?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        parameters.Add(Text("search_words", words?.Trim()));
        parameters.Add(Text("search_code", code));
        parameters.Add(Text("search_reference", IsReferenceLike(code) ? code + "%" : ""));
    }

    // two letters and a digit at least: fewer are a name
    private static bool IsReferenceLike(string? code) =>
        code is { Length: >= 3 and <= 8 } && code.All(char.IsAsciiLetterOrDigit) && char.IsAsciiDigit(code[2]);

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}
