namespace RefMon.Benchmarks;

/// <summary>
/// A real command through the application's mediator, with every inline projection, audit and command record. The
/// benchmark finds an implementation in this program by itself and prints <c>real_command_per_second_8</c> when there is one.
/// </summary>
public interface ICommandBenchmark : IAsyncDisposable
{
    /// <summary>Builds the application against a fresh database (as superuser, nothing migrated) with something for each worker to act on.</summary>
    Task Prepare(string superuserConnectionString, int workers);

    /// <summary>Sends one command and waits for its outcome; never called twice at once for one worker.</summary>
    Task Send(int worker);
}
