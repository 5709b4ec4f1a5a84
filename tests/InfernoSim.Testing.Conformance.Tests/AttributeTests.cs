using System.Reflection;
using System.Runtime.Loader;

namespace InfernoSim.Testing.Conformance.Tests;

public sealed class AttributeTests
{
    public static TheoryData<string> Assemblies => [Suite<XunitV2>.Assembly, Suite<XunitV3>.Assembly, Suite<NUnit>.Assembly, Suite<MSTest>.Assembly, Suite<TUnit>.Assembly];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_setting_of_a_replay_is_on_the_attribute_with_its_type_and_default(string assembly)
    {
        // The frameworks have types of the same names, so each is loaded by itself.
        var context = new SuiteContext(assembly);
        Attribute attribute = context.AttributeOf("Suite.Snapshots", "Kept");
        attribute.GetType().GetProperty("Runs")!.SetValue(attribute, 10);

        AssertHas(attribute, context.New("InfernoSim.Testing.ReplaySettings"), _ => true);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_setting_of_a_search_is_on_the_attribute_with_its_type_and_default(string assembly)
    {
        string[] lookedAt = ["Inject", "Headers", "Seed", "SafeMode", "MaxEvents"];
        var context = new SuiteContext(assembly);
        Attribute attribute = context.AttributeOf("Suite.EnvelopeMistakes", "Takes_no_replay");

        AssertHas(attribute, context.New("InfernoSim.Testing.EnvelopeSettings"), _ => true);
        AssertHas(attribute, context.New("InfernoSim.Testing.ReplaySettings"), lookedAt.Contains);
    }

    private static void AssertHas(Attribute attribute, object settings, Predicate<string> isWanted)
    {
        foreach (PropertyInfo setting in settings.GetType().GetProperties().Where(setting => isWanted(setting.Name)))
        {
            PropertyInfo? property = attribute.GetType().GetProperty(setting.Name);

            Assert.True(property is { CanWrite: true }, setting.Name);
            Assert.Equal(setting.PropertyType, property!.PropertyType);
            Assert.Equal(setting.GetValue(settings), property.GetValue(attribute));
        }
    }

    private sealed class SuiteContext(string assembly) : AssemblyLoadContext(name: assembly)
    {
        private readonly AssemblyDependencyResolver _resolver = new(assembly);

        public Attribute AttributeOf(string type, string method) =>
            LoadFromAssemblyPath(Name!).GetType(type, throwOnError: true)!.GetMethod(method)!.GetCustomAttributes().Single(a => a.GetType().Name.StartsWith("Incident", StringComparison.Ordinal));

        public object New(string type) =>
            Activator.CreateInstance(LoadFromAssemblyName(new AssemblyName("InfernoSim.Testing")).GetType(type, throwOnError: true)!)!;

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
