// the classes share worlds whose clock and neighbours some of them move
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
