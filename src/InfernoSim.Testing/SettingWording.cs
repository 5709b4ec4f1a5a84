using InfernoSim.Planning;
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing;

/// <summary>Options by the settings of a test: <c>Runs</c>, <c>Runs = 2</c>, <c>Window = "20s"</c>, <c>SafeMode = true</c>.</summary>
internal sealed class SettingWording : OptionWording
{
    private SettingWording()
    {
    }

    public static SettingWording Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name(string propertyName) => Find(propertyName)?.Setting ?? propertyName;

    /// <inheritdoc/>
    public override string WithValue(string propertyName, string value)
    {
        ReplayOption? option = Find(propertyName);
        string setting = option?.Setting ?? propertyName;
        Type type = (typeof(ReplaySettings).GetProperty(setting) ?? typeof(IncidentTestSettings).GetProperty(setting))?.PropertyType ?? typeof(string);
        bool saysOpposite = option is { Opposite: not null } && setting != propertyName;
        return $"{setting} = {Literal(type, saysOpposite ? Opposite(value) : value)}";
    }

    private static string Literal(Type type, string value) =>
        type == typeof(string[]) ? $"[\"{value}\"]"
        : type == typeof(string) ? $"\"{value}\""
        : type.IsEnum ? $"{type.Name}.{value}"
        : value;

    private static string Opposite(string value) => value == "true" ? "false" : "true";

    private static ReplayOption? Find(string propertyName) => ReplayOptionTable.All.FirstOrDefault(option => option.Property == propertyName);
}
