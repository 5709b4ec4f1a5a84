namespace InfernoSim.Testing;

/// <summary>
/// Rules for all incident tests of an assembly or a class, for example <c>[assembly: IncidentDefaults(Ignore = [Fresh.Guids, Fresh.Times])]</c>.
/// Those of the class, of the test and of <c>replay.yaml</c> come in addition.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Assembly)]
public sealed class IncidentDefaultsAttribute : Attribute
{
    /// <summary>What is left out of every comparison; see <see cref="ReplaySettings.Ignore"/>.</summary>
    /// <value>The default is none.</value>
#pragma warning disable CA1819 // An attribute argument is an array.
    public string[] Ignore { get; set; } = [];
#pragma warning restore CA1819

    /// <summary>The rules for the tests of a class: of its assembly, then of its base classes, then its own.</summary>
    internal static IReadOnlyList<string> RulesFor(Type testClass)
    {
        var rules = new List<string>();
        for (Type? type = testClass; type is not null; type = type.BaseType)
        {
            rules.InsertRange(0, Of(type.GetCustomAttributes(typeof(IncidentDefaultsAttribute), inherit: false)));
        }

        rules.InsertRange(0, Of(testClass.Assembly.GetCustomAttributes(typeof(IncidentDefaultsAttribute), inherit: false)));
        return [.. rules.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Of(object[] attributes) => attributes.OfType<IncidentDefaultsAttribute>().SelectMany(defaults => defaults.Ignore);
}
