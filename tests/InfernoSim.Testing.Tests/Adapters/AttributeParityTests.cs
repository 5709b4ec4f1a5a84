using System.Reflection;
using InfernoSim.Planning;
using InfernoSim.Testing.Adapters;

namespace InfernoSim.Testing.Tests.Adapters;

/// <summary>A new option reaches the settings of a test and the attribute, or these fail.</summary>
public sealed class AttributeParityTests
{
    [Fact]
    public void Every_option_is_a_setting() =>
        Assert.Equal([], ReplayOptionTable.All.Select(option => option.Setting).Where(setting => typeof(ReplaySettings).GetProperty(setting)?.SetMethod is not { IsPublic: true }));

    [Fact]
    public void Every_setting_of_a_replay_is_a_property_of_the_attribute_with_the_same_type() =>
        Assert.Equal([], Missing(typeof(ReplaySettings), typeof(IncidentReplayBaseAttribute)));

    [Fact]
    public void Every_setting_of_a_search_is_a_property_of_the_attribute_with_the_same_type() =>
        Assert.Equal([], Missing(typeof(EnvelopeSettings), typeof(IncidentEnvelopeBaseAttribute)));

    private static IEnumerable<string> Missing(Type settings, Type attribute) => settings.GetProperties()
        .Where(setting => setting.SetMethod is { IsPublic: true } && !IsOn(attribute, setting))
        .Select(setting => setting.Name);

    private static bool IsOn(Type attribute, PropertyInfo setting) =>
        attribute.GetProperty(setting.Name) is { SetMethod.IsPublic: true } property && property.PropertyType == setting.PropertyType;
}
