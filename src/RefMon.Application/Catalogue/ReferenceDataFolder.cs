using System.Text.Json;

namespace RefMon.Application.Catalogue;

/// <summary>Opens the JSON files of a reference data folder; what cannot be opened is noted as a problem.</summary>
internal sealed class ReferenceDataFolder(string folder, List<ReferenceDataProblem> problems) : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly List<JsonDocument> opened = [];

    /// <summary>The file's outermost object; null, with a problem noted, when there is none.</summary>
    public async Task<ReferenceDataObject?> Open(string file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
            return Nothing(file, "the file is missing");
        try
        {
            await using var stream = File.OpenRead(path);
            var document = await JsonDocument.ParseAsync(stream, Strict, cancellationToken);
            opened.Add(document);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(file, "$", document.RootElement, problems)
                : Nothing(file, "expected an object with the list \"data\"");
        }
        catch (JsonException wrong)
        {
            return Nothing(
                file,
                $"is not valid JSON (line {(wrong.LineNumber ?? 0) + 1}): {FirstSentence(wrong.Message)}"
            );
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Nothing(file, "the file cannot be read");
        }
    }

    /// <summary>Lets the files go; what was read from them is not usable afterwards.</summary>
    public void Dispose()
    {
        foreach (var document in opened)
            document.Dispose();
    }

    private ReferenceDataObject? Nothing(string file, string reason)
    {
        problems.Add(new(file, "$", reason));
        return null;
    }

    private static string FirstSentence(string message) => message.Split(". ", 2)[0].TrimEnd('.');
}
