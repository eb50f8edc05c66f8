using RefMon.Workflows.Tests.Soak;

// Started as "child NAME ..." the test program plays a node that a test freezes or kills.
return args is ["child", var name, .. var rest]
    ? await WorkflowChild.Run(name, rest)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
