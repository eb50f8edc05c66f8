using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RefMon.EventStore.Tests.Soak;

/// <summary>A second copy of a program, to be frozen, woken and killed.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int SigKill = 9;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public static ChildProcess Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        // under "dotnet X.dll" the program is the first argument
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add("child");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line it writes; fails when it ended instead.</summary>
    public async Task<string> ReadLine(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(60));
        return await process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException("The child process ended without a word.");
    }

    public async Task<string> ReadToEnd() => await process.StandardOutput.ReadToEndAsync();

    public void Freeze() => Signal(process.Id, SigStop);

    public void Wake() => Signal(process.Id, SigContinue);

    /// <summary>kill -9: no finally, no exit handler, no goodbye.</summary>
    public async Task Kill()
    {
        Signal(process.Id, SigKill);
        await process.WaitForExitAsync();
    }

    public static void Kill(int pid) => Signal(pid, SigKill);

    public void Dispose()
    {
        if (!process.HasExited)
            Signal(process.Id, SigKill);
        process.Dispose();
    }

    private static void Signal(int pid, int signal)
    {
        if (Send(pid, signal) != 0)
            throw new InvalidOperationException(
                $"Signal {signal} to process {pid}: {Marshal.GetLastPInvokeErrorMessage()}"
            );
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int pid, int signal);
}
