using InfernoSim.Planning;

namespace InfernoSim.Testing;

/// <summary>Options by the settings of a test: <c>Runs</c>, <c>Runs = 2</c>, <c>Window = "20s"</c>, <c>SafeMode = true</c>.</summary>
internal sealed class SettingWording : OptionWording
{
    private SettingWording()
    {
    }

    public static SettingWording Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name(string property) => Find(property)?.Setting ?? property;

    /// <inheritdoc/>
    public override string With(string property, string value)
    {
        ReplayOption? option = Find(property);
        string setting = option?.Setting ?? property;
        Type type = typeof(ReplaySettings).GetProperty(setting)?.PropertyType ?? typeof(string);
        bool saysOpposite = option is { Opposite: not null } && setting != property;
        return $"{setting} = {Literal(type, saysOpposite ? Opposite(value) : value)}";
    }

    private static string Literal(Type type, string value) =>
        type == typeof(string[]) ? $"[\"{value}\"]"
        : type == typeof(string) ? $"\"{value}\""
        : type.IsEnum ? $"{type.Name}.{value}"
        : value;

    private static string Opposite(string value) => value == "true" ? "false" : "true";

    private static ReplayOption? Find(string property) => ReplayOptionTable.All.FirstOrDefault(option => option.Property == property);
}
