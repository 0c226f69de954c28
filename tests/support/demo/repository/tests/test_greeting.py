import unittest

from src.greeting import greet


class GreetingTest(unittest.TestCase):
    def test_names_the_person(self):
        self.assertIn("Ada", greet("Ada"))

    def test_is_a_text(self):
        self.assertIsInstance(greet("Ada"), str)


if __name__ == "__main__":
    unittest.main()
