using System.Reflection;
using System.Runtime.Loader;

namespace InfernoSim.Testing.Conformance.Tests;

public sealed class AttributeTests
{
    public static TheoryData<string> Assemblies => [Suite<XunitV2>.Assembly, Suite<XunitV3>.Assembly, Suite<NUnit>.Assembly];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_setting_of_a_replay_is_on_the_attribute_with_its_type_and_default(string assembly)
    {
        // The frameworks have types of the same names, so each is loaded by itself.
        var context = new SuiteContext(assembly);
        Assembly suite = context.LoadFromAssemblyPath(assembly);
        Attribute attribute = suite.GetType("Suite.Snapshots", throwOnError: true)!.GetMethod("Kept")!.GetCustomAttributes().Single(a => a.GetType().Name == "IncidentReplayAttribute");
        attribute.GetType().GetProperty("Runs")!.SetValue(attribute, 10);
        Type settings = context.LoadFromAssemblyName(new AssemblyName("InfernoSim.Testing")).GetType("InfernoSim.Testing.ReplaySettings", throwOnError: true)!;
        object defaults = Activator.CreateInstance(settings)!;

        foreach (PropertyInfo setting in settings.GetProperties())
        {
            PropertyInfo? property = attribute.GetType().GetProperty(setting.Name);

            Assert.True(property is { CanWrite: true }, setting.Name);
            Assert.Equal(setting.PropertyType, property!.PropertyType);
            Assert.Equal(setting.GetValue(defaults), property.GetValue(attribute));
        }
    }

    private sealed class SuiteContext(string assembly) : AssemblyLoadContext(name: assembly)
    {
        private readonly AssemblyDependencyResolver _resolver = new(assembly);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
