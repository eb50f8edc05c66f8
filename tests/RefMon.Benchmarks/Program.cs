Console.WriteLine("suites: event-store, soak");
