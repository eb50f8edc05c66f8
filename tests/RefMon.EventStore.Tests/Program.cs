using RefMon.EventStore.Tests.Operations;

// Started as "child NAME ..." the test program plays the application that a test freezes or kills.
return args is ["child", var name, .. var rest]
    ? await Children.Run(name, rest)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
