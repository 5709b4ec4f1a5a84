namespace InfernoSim.Testing.Adapters;

/// <summary>Where a test framework shows what a test has to say beside its outcome.</summary>
internal interface ITestReport
{
    /// <summary>Writes lines to the test's output.</summary>
    void Write(string text);

    /// <summary>Attaches a file.</summary>
    /// <param name="name">Its name, for example <c>summary.txt</c>.</param>
    /// <param name="content">What is in it.</param>
    void Attach(string name, string content);
}
