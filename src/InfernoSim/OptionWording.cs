namespace InfernoSim;

/// <summary>
/// How messages call an option. The core names options by their property; a command line calls the same option by its flag,
/// a test by its setting, so that a reader is told what he or she can write.
/// </summary>
internal abstract class OptionWording
{
    /// <summary>Options by their property: <c>Runs</c>, <c>Runs = 2</c>.</summary>
    public static OptionWording Properties { get; } = new PropertyWording();

    /// <summary>What lists all of which a text shows the first few, to be followed by <c>lists them</c>.</summary>
    public virtual string Everything => "ToJson()";

    /// <summary>An option.</summary>
    /// <param name="propertyName">The property of the options.</param>
    /// <returns>For example <c>--runs</c>.</returns>
    public abstract string Name(string propertyName);

    /// <summary>An option with a value.</summary>
    /// <param name="propertyName">The property of the options.</param>
    /// <param name="value">The value as text, for example <c>2</c>, <c>30s</c> or <c>false</c>.</param>
    /// <returns>For example <c>--runs 2</c>.</returns>
    public abstract string WithValue(string propertyName, string value);

    /// <summary>What keeps a replay from finding what another one left in the service.</summary>
    internal virtual string FreshState => Say("{State=FreshPerWorker} gives each worker a service with state of its own");

    /// <summary>A sentence in which <c>{Runs}</c> stands for an option and <c>{Runs=2}</c> for one with a value. Nothing recorded may be in it.</summary>
    internal string Say(string sentence) => OptionSentence.Say(sentence, this);

    private sealed class PropertyWording : OptionWording
    {
        public override string Name(string propertyName) => propertyName;

        public override string WithValue(string propertyName, string value) => $"{propertyName} = {value}";
    }
}
