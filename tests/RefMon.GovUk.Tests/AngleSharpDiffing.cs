using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace RefMon.GovUk.Tests;

/// <summary>bUnit was built against a later AngleSharp.Diffing than the package source has: its name resolves to the one that is there.</summary>
internal static class AngleSharpDiffing
{
    private const string Name = "AngleSharp.Diffing";

#pragma warning disable CA2255 // the only way to be there before bUnit's types load
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void ResolveByNameAlone() =>
        AssemblyLoadContext.Default.Resolving += (context, wanted) =>
            wanted.Name == Name
                ? context.LoadFromAssemblyPath(
                    Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, Name + ".dll")
                )
                : null;
}
