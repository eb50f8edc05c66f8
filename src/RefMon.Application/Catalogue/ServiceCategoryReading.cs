namespace RefMon.Application.Catalogue;

/// <summary>Reads the service categories with their complexity levels, desired outcomes and the outcomes' rules.</summary>
internal sealed class ServiceCategoryReading
{
    private readonly List<(ReferenceDataObject Rule, string Path, string Reference)> ruleReferences = [];

    public List<CategoryRow> Categories { get; } = [];

    public List<LevelRow> Levels { get; } = [];

    public List<OutcomeRow> Outcomes { get; } = [];

    public List<OutcomeRuleRow> Rules { get; } = [];

    /// <summary>Reads and checks the file; nothing when it could not be opened.</summary>
    public void Read(ReferenceDataObject? file)
    {
        var seen = new Seen<Guid>();
        var seenLevels = new Seen<Guid>();
        var seenOutcomes = new Seen<Guid>();
        foreach (var row in file?.Rows("data") ?? [])
        {
            var id = seen.Once(row, "id", row.Id("id"));
            var name = row.Text("name");
            var need = Needs.Of(name);
            Categories.Add(new(id, name, need.Code, need.Name, need.Keywords));
            ReadLevels(row, id, seenLevels);
            ReadOutcomes(row, id, seenOutcomes);
        }
    }

    private void ReadLevels(ReferenceDataObject category, Guid categoryId, Seen<Guid> seen)
    {
        var grades = new Seen<string>();
        foreach (var row in category.Rows("complexityLevels"))
        {
            var id = seen.Once(row, "id", row.Id("id"));
            var grade = row.OneOf("complexity", "LOW", "MEDIUM", "HIGH");
            grades.Once(row, "complexity", grade);
            Levels.Add(new(id, categoryId, grade, row.Text("title"), row.Text("description")));
        }
    }

    private void ReadOutcomes(ReferenceDataObject category, Guid categoryId, Seen<Guid> seen)
    {
        var position = 0;
        foreach (var row in category.Rows("desiredOutcomes"))
        {
            var id = seen.Once(row, "id", row.Id("id"));
            var deprecatedAt = row.OptionalInstant("deprecated_at");
            if (row.Flag("deprecated") && deprecatedAt is null)
                row.Wrong("deprecated_at", "is missing although the outcome is deprecated");
            Outcomes.Add(new(id, categoryId, row.Text("description"), deprecatedAt, position++));
            var rulePosition = 0;
            foreach (var rule in row.Objects("filterRules"))
                ReadRule(rule, id, rulePosition++);
        }
    }

    private void ReadRule(ReferenceDataObject rule, Guid outcomeId, int position)
    {
        rule.OneOf("match_type", "contract_reference");
        var references = rule.Texts("match_data");
        ruleReferences.AddRange(references.Select(reference => (rule, reference.Path, reference.Value)));
        Rules.Add(
            new(
                outcomeId,
                position,
                rule.OneOf("rule_type", "INCLUDE", "EXCLUDE"),
                [.. references.Select(reference => reference.Value)]
            )
        );
    }

    /// <summary>Notes the rules that name a contract which does not exist.</summary>
    public void CheckReferences(HashSet<string> contracts)
    {
        foreach (var (rule, path, reference) in ruleReferences.Where(r => !contracts.Contains(r.Reference)))
            rule.WrongAt(path, $"there is no contract {reference}");
    }
}
