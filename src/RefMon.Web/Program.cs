using RefMon.Web.Operations;

return await CommandLine.Run(args);
