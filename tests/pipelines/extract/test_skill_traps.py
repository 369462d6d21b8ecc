"""Words that name a skill here and something else there: one test a word, both readings where a text can tell.

All texts are invented. ``skill`` sentences use the word as an advert asks for a skill, ``other`` sentences do not.
"""

from pathlib import Path

import pytest
import yaml

from pipelines.extract.skills import SkillFinder
from pipelines.words import Words

SHARED = Path(__file__).parents[3] / ".." / "shared"


@pytest.fixture(scope="module")
def finder() -> SkillFinder:
    return SkillFinder()


def named(finder: SkillFinder, text: str) -> set[str]:
    """What the text names as skills, as written; what it says is not needed counts as named."""
    return {mention.surface for mention in finder.find([Words(text=text)])[0]}


# word, a sentence in which it is a skill, sentences in which it is none
TRAPS: list[tuple[str, str, list[str]]] = [
    ("R", "You write Python, R and SQL every day.", [
        "Our R&D group is on the second floor.", "Please contact R. Hallam in the office.",
        "The post is at Tier R of our pay scale."]),
    ("Go", "Our services are written in Go and Rust.", [
        "Go to our careers page and apply.", "We like people who go further.", "Go beyond what is asked of you."]),
    ("C", "Languages: Python, C, and MATLAB.", [
        "This is a C-level appointment.", "Vitamin C is sold in aisle four.", "Minimum GCSE grade C in English."]),
    ("Spark", "Experience with Spark, Kafka and Airflow.", [
        "Spark joy in every customer you meet.", "You will spark new ideas.", "A bright spark is wanted."]),
    ("Excel", "Strong Excel and PowerPoint skills.", [
        "You excel at explaining things.", "A place where you can excel."]),
    ("AI", "Experience with AI, machine learning and Python.", [
        "We are an AI company from Bristol.", "Do not let AI write your application."]),
    ("Rust", "We use Rust, Go and PostgreSQL.", ["You remove rust from steel doors.", "Old pipes rust in the rain."]),
    ("Swift", "Mobile apps in Swift and Kotlin.", ["We promise a swift reply.", "Make swift decisions."]),
    ("Access", "Tools: Excel, Microsoft Access and Word.", [
        "You need access to a car.", "Access to the building is by the rear door.", "Free access to our gym."]),
    ("Word", "Good knowledge of Word, Excel and Outlook.", [
        "A word about us: we are friendly.", "Spread the word among your friends."]),
    ("Teams", "You use Microsoft Teams and SharePoint.", [
        "You work with teams in Leeds and York.", "Teams are small here."]),
    ("Outlook", "Skilled in Word, Excel and Outlook.", [
        "We want a positive outlook.", "The outlook for the sector is good."]),
    ("Chef", "Configuration with Puppet, Chef and Ansible.", [
        "A Chef de Partie is wanted for our kitchen.", "Our chef cooks lunch on Fridays."]),
    ("Puppet", "Configuration with Puppet, Chef and Ansible.", [
        "We stage a puppet theatre for children.", "You carve a puppet from wood."]),
    ("Ray", "Distributed training with Ray, PyTorch and Kubernetes.", [
        "Please ask for Ray at the front desk.", "An X-ray department with six rooms.", "A ray of sunshine."]),
    ("Julia", "Numerical work in Julia, Python and MATLAB.", []),
    ("Scala", "We write Scala and Java.", []),
    ("Dash", "Dashboards in Plotly, Dash and Streamlit.", [
        "A 100 m dash opens our sports day.", "You dash between sites all day."]),
    ("Flask", "APIs built with Flask, FastAPI and Django.", [
        "Bring a flask of tea to the site.", "You wash every flask after the test."]),
    ("Express", "Back end in Node.js, Express.js and MongoDB.", [
        "Express your interest by Friday.", "You express yourself clearly.", "Work for our Express stores."]),
    ("Spring", "Java, Spring and Hibernate.", [
        "The role starts in spring 2027.", "Our spring term opens in April.", "You coil spring steel."]),
    ("Oracle", "Databases: Oracle, PostgreSQL and MySQL.", ["She is the oracle of the office."]),
    ("Java", "Back-end services in Java and Kotlin.", []),
    ("REST", "You design REST APIs and event streams.", [
        "We look after the rest.", "Rest breaks are paid.", "You work with the rest of the group."]),
    ("SAS", "Analysis in SAS, R and SQL.", []),
    ("Stata", "Econometrics in Stata, R and Python.", []),
    ("Looker", "Dashboards in Looker, Tableau and Power BI.", ["A smart looker with a keen eye."]),
    ("Tableau", "Dashboards in Tableau and Power BI.", []),
    ("Hive", "Hadoop, Hive and Spark.", [
        "The office is a hive of activity.", "You keep a hive of bees on our roof."]),
    ("pandas", "Python with pandas, NumPy and scikit-learn.", []),
    ("Beam", "Pipelines on Dataflow with Apache Beam and Python.", [
        "You beam with pride.", "You check each beam and column on site."]),
    ("Airflow", "Orchestration in Airflow, dbt and Snowflake.", []),
    ("Kafka", "Streaming with Kafka and Flink.", []),
    ("Azure", "Cloud platforms such as Azure and AWS.", []),
    ("Unity", "Games made with Unity, C# and Blender.", [
        "We value unity and kindness.", "A spirit of unity holds us together."]),
    ("Sage", "Accounts in Xero, Sage and QuickBooks.", [
        "You give sage advice.", "Season with sage and thyme."]),
    ("Monday", "Projects are kept in Jira, Monday.com and Confluence.", [
        "Hours are Monday to Friday.", "We meet on Monday.", "Monday, Tuesday and Friday shifts."]),
    ("Notion", "Documents in Notion, Confluence and Jira.", [
        "We challenge the notion that data is dull.", "Have you a notion of time?"]),
    ("Slack", "We talk in Slack, Zoom and Notion.", ["You cut slack from the process.", "Take up slack in the rope."]),
    ("Lean", "Improvement by Lean, Six Sigma and Kaizen.", [
        "You can lean on your colleagues.", "We are a lean team of four.", "You cook lean meat."]),
    ("Agile", "You know Agile, Scrum and Kanban.", []),
    ("Make", "Automations in Zapier, Make and n8n.", [
        "Make a difference with us.", "You make things happen.", "Make sure that doors are shut."]),
    ("Rails", "Web services in Ruby on Rails and React.", ["You weld rails for trams.", "Hang clothes on rails."]),
    ("Ruby", "We use Ruby, Python and Go.", ["You set ruby and opal in gold rings."]),
    ("Perl", "Scripts in Perl, Bash and Python.", ["Knit one, perl two."]),
    ("SITS", "", ["The team sits in Leeds.", "She sits beside the coach."]),
    ("Pulsar", "Messaging with Kafka and Apache Pulsar.", ["You study the pulsar in the Crab Nebula."]),
    ("Snowflake", "Warehouses in Snowflake and BigQuery.", []),
    ("Looks", "", ["It looks good on your record."]),
    ("Helm", "Deployments with Kubernetes, Helm and Terraform.", ["With you at the helm we grow."]),
    ("Consul", "HashiCorp Vault, Consul and Nomad.", ["You assist the consul at the embassy."]),
    ("Vault", "Secrets in HashiCorp Vault.", ["You count cash in the vault."]),
    ("Prophet", "Forecasts with Prophet, ARIMA and XGBoost.", ["He is no prophet in his own country."]),
    ("Keras", "Networks in Keras, TensorFlow and PyTorch.", []),
    ("Glean", "", ["You glean facts from reports."]),
    ("Cursor", "You code with Cursor, Claude Code and GitHub Copilot.", ["Move the cursor over the text."]),
    ("Claude", "You work with Claude, Gemini and OpenAI models.", []),
    ("Llama", "You fine-tune Llama, Mistral and Qwen.", ["You feed a llama and two goats."]),
    ("Mistral", "You fine-tune Llama, Mistral and Qwen.", ["Sail safely in the mistral wind."]),
    ("Gemini", "You call Gemini, Claude and GPT.", ["A column of star signs, from aries to gemini."]),
    ("Whisper", "Speech models such as Whisper, wav2vec and Kaldi.", ["Whisper it: we are growing."]),
    ("Segment", "Tools: Segment, Amplitude and Mixpanel.", ["You segment our customers.", "One segment grows."]),
    ("Mode", "", ["Work in hybrid mode.", "Mode of transport: van."]),
    ("Presto", "Query engines: Presto, Trino and Spark.", ["Add water and, presto, it is done."]),
    ("Stitch", "Loaded with Fivetran, Stitch and Airbyte.", ["You stitch leather by hand."]),
    ("Chroma", "Vector stores: Chroma, Pinecone and Weaviate.", ["You adjust chroma and contrast."]),
    ("Pinecone", "Vector stores: Chroma, Pinecone and Weaviate.", ["A pinecone decorates the table."]),
    ("Modal", "", ["Close the modal dialogue."]),
    ("Transformers", "Hugging Face Transformers, PyTorch and PEFT.", ["You maintain high-voltage transformers."]),
    ("Bagging", "Methods such as bagging, boosting and random forests.", ["You help with bagging at the till."]),
    ("Edge machine learning", "", ["We apply cutting-edge machine learning."]),
    ("OR-Tools", "Solvers such as Gurobi, CPLEX and OR-Tools.", ["You build models or tools in Python."]),
    ("STRIDE", "", ["We have made great strides this year.", "Take change in your stride."]),
    ("DCS", "", ["We run the Disability Confident Scheme (DCS)."]),
    ("PIP", "", ["You assess claims for the allowance (PIP)."]),
    ("SC", "Active SC clearance is required.", []),
    ("DV", "You hold DV clearance.", []),
    ("CAM", "", ["The site is by the river Cam.", "Wear a body cam on patrol."]),
    ("ARM", "", ["You lift with your arm.", "The arm of the robot is made of steel."]),
    ("Prefect", "Orchestration in Airflow, Prefect and Dagster.", ["He was a prefect at school."]),
    ("Dagster", "Orchestration in Airflow, Prefect and Dagster.", []),
    ("Temporal", "", ["You study temporal change in forests."]),
    ("Redis", "Caches in Redis and Memcached.", []),
    ("Elastic", "", ["You sew elastic into cuffs."]),
    ("Jest", "Front-end tests in Jest, Cypress and Playwright.", ["We said it in jest."]),
    ("Cypress", "Front-end tests in Jest, Cypress and Playwright.", ["You prune cypress and yew."]),
    ("Playwright", "Front-end tests in Jest, Cypress and Playwright.", ["A playwright reads from her new work."]),
    ("Cucumber", "Test suites with Selenium, Cucumber and JUnit.", ["You slice cucumber for the salad bar."]),
    ("Mocha", "JavaScript tests with Mocha, Chai and Jest.", ["You serve latte and mocha all day."]),
    ("Locust", "Load tests with Locust, JMeter and k6.", ["You study the desert locust."]),
    ("Salt", "", ["Add salt to taste."]),
    ("Blender", "3D work in Blender, Maya and Houdini.", ["Clean the blender after each shake."]),
    ("Maya", "3D work in Blender, Maya and Houdini.", []),
    ("Tosca", "Test tools: Selenium, Tosca and JMeter.", []),
    ("Angular", "Front ends in React, Angular and TypeScript.", ["You measure angular velocity of the wheel."]),
    ("React", "Front ends in React and TypeScript.", ["You react to alarms at night.", "You react calmly."]),
    ("Bootstrap", "HTML, CSS and Bootstrap.", ["We bootstrap our growth."]),
    ("Bash", "Scripting in Bash and Python.", []),
    ("English", "You are fluent in English.", ["An English breakfast is served."]),
    ("Tornado", "Python with Tornado, Flask and asyncio.", ["A tornado hit the plant."]),
    ("Oracle Cards", "", ["We sell oracle cards and crystals."]),
    ("Sketch", "Design in Figma, Sketch and Adobe XD.", ["You sketch ideas on paper."]),
    ("Miro", "Workshops in Miro, Mural and Figma.", []),
    ("Harness", "", ["You wear a safety harness on the roof.", "You harness new ideas."]),
    ("Ansible", "Configuration with Puppet, Chef and Ansible.", []),
    ("Splunk", "Logs in Splunk and Datadog.", []),
    ("Elixir", "We write Elixir, Erlang and Go.", []),
    ("Crystal Reports", "Reports in SSRS and Crystal Reports.", ["You polish crystal and silver."]),
]  # fmt: skip


@pytest.mark.parametrize(("word", "skill", "others"), TRAPS, ids=[word for word, _, _ in TRAPS])
def test_trap(finder: SkillFinder, word: str, skill: str, others: list[str]) -> None:
    assert skill or others, f"{word}: no sentence"
    if skill:
        assert _saying(word, named(finder, skill)), skill
    for text in others:
        assert not _saying(word, named(finder, text)), text


def _saying(word: str, names: set[str]) -> set[str]:
    return {name for name in names if word.lower() in name.lower()}


# Every technology, method and practice that the claims name, as they name it.
CLAIMED = (
    "fine-tuning", "multi-agent", "RLHF", "DPO", "LoRA", "QLoRA", "ML observability", "multimodal", "linear algebra",
    "probability", "calculus", "Python", "PyTorch", "W&B", "MLflow", "Ray", "Kubeflow", "experiment design",
    "Rust", "Go", "version control", "CI/CD", "TensorFlow", "scikit-learn", "XGBoost", "LightGBM", "Transformers",
    "AWS", "Azure", "SageMaker", "Lambda", "S3", "ECS", "EKS", "MLOps", "edge ML", "AI safety", "Keras",
    "feature engineering", "Airflow", "Prefect", "SQL", "Spark", "PySpark", "pandas", "NumPy", "Docker", "Kubernetes",
    "Vertex AI", "Azure ML", "FastAPI", "REST", "explainability", "anomaly detection", "graph ML", "time series",
    "streaming", "R", "Julia", "federated learning", "RL", "quantum-ML", "UX", "Java", "C++", "GCP", "deep learning",
    "NLP", "CV", "FPGA", "reinforcement learning", "AI agents", "LLM",
)  # fmt: skip


def test_every_technology_of_the_claims_is_in_the_table(finder: SkillFinder) -> None:
    path = SHARED / "claims.yaml"
    if not path.exists():
        pytest.skip("claims.yaml of ../shared is absent")
    text = path.read_text(encoding="utf-8")
    claims = yaml.safe_load(text)["claims"]
    certificates = [claim["cert"] for claim in claims if "cert" in claim]
    cards = [skill for claim in claims if "expect" in claim for skill in claim["expect"].get("skills", [])]
    assert certificates
    assert cards
    assert [name for name in CLAIMED if name.lower() not in text.lower()] == []
    # in a list between two sure ones, which is where a doubtful word counts
    read = {name: named(finder, f"Perl, {name}, COBOL.") for name in (*CLAIMED, *certificates, *cards)}
    assert [name for name in (*CLAIMED, *cards) if name.lower() not in {r.lower() for r in read[name]}] == []
    # a certificate's subtitle may be left out ("... - Specialty")
    assert [name for name in certificates if not any(r in name and len(r) > len(name) / 2 for r in read[name])] == []
