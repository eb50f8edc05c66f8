using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RefMon.Web.Operations;
using Xunit;

namespace RefMon.TestKit;

/// <summary>The built program as a process of its own, as an operator starts it, to be ended politely or killed.</summary>
public sealed class RefMonProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];

    private RefMonProgram(Process process, string address)
    {
        this.process = process;
        Address = address;
    }

    /// <summary>Where it listens, without a trailing slash.</summary>
    public string Address { get; }

    /// <summary>What it has written to its output so far, line by line.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    /// <summary>
    /// An address on loopback that nobody listens on, from below those that the system gives to connections of its own: it stays
    /// free while the program starts, and while it is down between two runs.
    /// </summary>
    public static string FreeAddress()
    {
        for (var tries = 0; ; tries++)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
            }
            catch (SocketException) when (tries < 50)
            {
                // somebody listens there: another one
            }
        }
    }

    /// <summary>Runs a command to its end; its exit code and all that it wrote.</summary>
    public static Task<(int Code, string Output)> Run(string environment, params string[] arguments) =>
        RunWith(In(environment), arguments);

    /// <summary>The same in an environment that says nothing but these variables about ASP.NET Core and RefMon.</summary>
    public static async Task<(int Code, string Output)> RunWith(
        IReadOnlyDictionary<string, string?> variables,
        params string[] arguments
    )
    {
        using var command = Process.Start(Start(variables, arguments))!;
        var output = command.StandardOutput.ReadToEndAsync();
        var error = command.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await command.WaitForExitAsync(patience.Token);
        return (command.ExitCode, await output + await error);
    }

    /// <summary>
    /// Starts the web application and waits until one of its health addresses answers well; where no address is asked for, on
    /// another one when somebody has taken it meanwhile.
    /// </summary>
    public static async Task<RefMonProgram> Serve(
        string environment,
        IReadOnlyCollection<KeyValuePair<string, string?>> settings,
        string? address = null,
        string until = "/health/live",
        TimeSpan? patience = null
    )
    {
        for (var tries = 1; address is null; tries++)
        {
            try
            {
                return await ServeAt(FreeAddress(), environment, settings, until, patience);
            }
            catch (ProgramEndedException ended) when (ended.AddressWasTaken && tries < 3)
            {
                // the next one
            }
        }
        return await ServeAt(address, environment, settings, until, patience);
    }

    private static async Task<RefMonProgram> ServeAt(
        string address,
        string environment,
        IReadOnlyCollection<KeyValuePair<string, string?>> settings,
        string until,
        TimeSpan? patience
    )
    {
        string[] arguments = [.. settings.Select(s => $"--{s.Key}={s.Value}"), $"--urls={address}"];
        var program = new RefMonProgram(Process.Start(Start(In(environment), arguments))!, address);
        program.Read();
        try
        {
            using var client = new HttpClient();
            await RefMonHost.Eventually(
                () => program.Answers(client, until),
                "the program answers",
                patience ?? TimeSpan.FromSeconds(60)
            );
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGTERM: please end. Returns at once.</summary>
    public void AskToEnd()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end; the exit code.</summary>
    public async Task<int> Ended()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Ends it as a power cut does: SIGKILL, nothing is told beforehand.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    // read all the time, so that the program never waits for its output to be
    private void Read()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Add(line);
    }

    private async Task<bool> Answers(HttpClient client, string path)
    {
        if (process.HasExited)
            throw new ProgramEndedException(Output);
        try
        {
            using var answer = await client.GetAsync(new Uri(Address + path));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            // not listening yet
            return false;
        }
    }

    private static Dictionary<string, string?> In(string environment) =>
        new() { ["ASPNETCORE_ENVIRONMENT"] = environment, ["DOTNET_ENVIRONMENT"] = environment };

    private static ProcessStartInfo Start(
        IReadOnlyDictionary<string, string?> variables,
        params IEnumerable<string> arguments
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(typeof(RefMonWeb).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    // what the shell of a developer says must not decide what a test sees
    private static bool IsOurs(string name) =>
        name is "ASPNETCORE_ENVIRONMENT" or "DOTNET_ENVIRONMENT"
        || name.StartsWith("ConnectionStrings", StringComparison.Ordinal);

    private sealed class ProgramEndedException(IReadOnlyList<string> output)
        : Exception($"the program ended by itself: {string.Join('\n', output)}")
    {
        public bool AddressWasTaken { get; } =
            output.Any(line => line.Contains("address already in use", StringComparison.OrdinalIgnoreCase));
    }
}
